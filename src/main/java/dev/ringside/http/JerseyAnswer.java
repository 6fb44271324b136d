package dev.ringside.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.message.internal.HeaderUtils;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;
import org.jspecify.annotations.Nullable;

/**
 * Takes what Jersey answers to one request: a whole answer goes out with its length and in one
 * write, a stream part by part as it is written. Jersey answers from one thread at a time; what its
 * timeout shares with them is guarded by this object.
 */
final class JerseyAnswer implements ContainerResponseWriter {

  private final Exchange exchange;
  private final Runnable startOver;
  private @Nullable Runnable ending;
  private boolean ended;
  private boolean suspended;
  private @Nullable ScheduledFuture<?> timeout;
  private @Nullable TimeoutHandler timeoutHandler;

  JerseyAnswer(Exchange exchange, Runnable startOver) {
    this.exchange = exchange;
    this.startOver = startOver;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // The mark is known by its identity.
  public OutputStream writeResponseStatusAndHeaders(long length, ContainerResponse answer) {
    exchange.status(answer.getStatus());
    answer
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> exchange.header(name, text(value))));
    Object entity = answer.hasEntity() ? answer.getEntity() : null;
    if (entity == StartOver.MARK) {
      ending = startOver;
      return OutputStream.nullOutputStream();
    }
    if (exchange.request().isHeadRequest() || entity == null) {
      long known = entity instanceof byte[] bytes ? bytes.length : length;
      ending = () -> exchange.sendHead(known);
      return OutputStream.nullOutputStream();
    }
    return switch (entity) {
      case byte[] bytes -> {
        ending = () -> exchange.send(bytes);
        yield OutputStream.nullOutputStream();
      }
      case GuardedStream stream when Thread.currentThread().isVirtual() -> stream(stream);
      default -> {
        var whole = new ByteArrayOutputStream();
        ending = () -> exchange.send(whole.toByteArray());
        yield whole;
      }
    };
  }

  /**
   * Jersey asks its settings anew for each value how it is written, which takes longer than that.
   */
  private static String text(Object header) {
    return switch (header) {
      case String text -> text;
      case URI uri -> uri.toASCIIString();
      case MediaType type when type.equals(MediaType.APPLICATION_JSON_TYPE) ->
          MediaType.APPLICATION_JSON;
      default -> HeaderUtils.asString(header, RuntimeDelegate.getInstance());
    };
  }

  private OutputStream stream(GuardedStream stream) {
    ending =
        () -> {
          if (stream.isBroken()) {
            exchange.abort();
          } else {
            exchange.end();
          }
        };
    try {
      exchange.begin();
    } catch (IOException e) {
      stream.breakOff();
      throw new UncheckedIOException(e);
    }
    return new PartStream(exchange);
  }

  @Override
  public void commit() {
    synchronized (this) {
      if (ended || ending == null) {
        return;
      }
      ended = true;
      cancelTimeout();
    }
    ending.run();
  }

  @Override
  public void failure(Throwable error) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      cancelTimeout();
    }
    if (exchange.isCommitted()) {
      exchange.abort();
    } else {
      exchange.send(Answer.of(Faults.log(error)));
    }
  }

  @Override
  public synchronized boolean suspend(long time, TimeUnit unit, TimeoutHandler handler) {
    if (suspended || ended) {
      return false;
    }
    suspended = true;
    timeoutHandler = handler;
    setSuspendTimeout(time, unit);
    return true;
  }

  @Override
  public synchronized void setSuspendTimeout(long time, TimeUnit unit) {
    if (!suspended) {
      throw new IllegalStateException("The answer is not suspended.");
    }
    cancelTimeout();
    TimeoutHandler handler = timeoutHandler;
    if (time > 0 && !ended && handler != null) {
      timeout =
          exchange
              .connections()
              .clock()
              .schedule(
                  () -> {
                    Thread.startVirtualThread(() -> handler.onTimeout(this));
                  },
                  time,
                  unit);
    }
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
      timeout = null;
    }
  }

  @Override
  public boolean enableResponseBuffering() {
    return false;
  }

  /** Each write is on its way to the client before it returns. */
  private static final class PartStream extends OutputStream {

    private final Exchange exchange;

    PartStream(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      exchange.part(bytes, offset, length);
    }
  }

  /** A stream of a resource's, watched so that one that fails does not end like a whole one. */
  static final class GuardedStream implements StreamingOutput {

    private final StreamingOutput stream;
    private boolean broken;

    GuardedStream(StreamingOutput stream) {
      this.stream = stream;
    }

    @Override
    public void write(OutputStream output) throws IOException {
      try {
        // Jersey sends the headers with the first byte; a stream is open before it has any.
        output.write(new byte[0]);
        stream.write(output);
      } catch (GoneException e) {
        broken = true;
      } catch (UncheckedIOException e) {
        broken = true;
        if (!(e.getCause() instanceof GoneException)) {
          var _ = Faults.log(e);
        }
      } catch (IOException | RuntimeException | Error e) {
        broken = true;
        var _ = Faults.log(e);
      }
    }

    boolean isBroken() {
      return broken;
    }

    void breakOff() {
      broken = true;
    }
  }
}
