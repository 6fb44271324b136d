package dev.ringside.http;

import dev.ringside.identity.Proxies;
import dev.ringside.wire.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.util.HttpStatus;
import org.glassfish.grizzly.memory.Buffers;
import org.jspecify.annotations.Nullable;

/**
 * One request with its body, and the way back. It is answered by one thread at a time, whichever
 * that is; that it is over is settled on the connection's selector thread, which alone touches
 * {@code finished} and {@code suspended}. The next request of the connection is not read before
 * that, so answers keep the order of their requests.
 */
final class Exchange {

  private static final byte[] NOTHING = {};

  /** The one status of ours for which Grizzly has no words. */
  private static final HttpStatus UNPROCESSABLE =
      HttpStatus.newHttpStatus(422, "Unprocessable Content");

  private final Connections connections;
  private final Peer peer;
  private final HttpRequestPacket request;
  private final HttpResponsePacket response;
  private final byte[] body;
  private final @Nullable Upload upload;
  private @Nullable FilterChainContext ctx;
  private boolean finished;
  private boolean suspended;

  /** A request that was read whole. */
  Exchange(Connections connections, Peer peer, Body body, FilterChainContext ctx) {
    this(connections, peer, body.request(), body.bytes(), null, ctx);
  }

  /** A request whose body is still arriving. */
  Exchange(Connections connections, Peer peer, HttpRequestPacket request, Upload body) {
    this(connections, peer, request, NOTHING, body, null);
  }

  /** A request that is refused before its body has arrived. */
  Exchange(Connections connections, Peer peer, HttpRequestPacket request) {
    this(connections, peer, request, NOTHING, null, null);
  }

  private Exchange(
      Connections connections,
      Peer peer,
      HttpRequestPacket request,
      byte[] body,
      @Nullable Upload upload,
      @Nullable FilterChainContext ctx) {
    this.connections = connections;
    this.peer = peer;
    this.request = request;
    this.response = request.getResponse();
    this.body = body;
    this.upload = upload;
    this.ctx = ctx;
  }

  HttpRequestPacket request() {
    return request;
  }

  /** From its beginning, where it was read whole; what is still arriving can be read once. */
  InputStream body() {
    return upload == null ? new ByteArrayInputStream(body) : upload;
  }

  Peer peer() {
    return peer;
  }

  Connections connections() {
    return connections;
  }

  /** Where the request comes from, by what a trusted proxy says where it comes through one. */
  InetAddress client() {
    return connections
        .proxies()
        .client(peer.address(), request.getHeaders().values(Proxies.FORWARDED_FOR));
  }

  /** Whether the first byte of an answer is out, or an answer is whole. */
  boolean isCommitted() {
    return response.isCommitted();
  }

  /** Begins the head of an answer, forgetting one that was begun before and not sent. */
  void status(int status) {
    response.getHeaders().clear();
    response.setStatus(
        switch (status) {
          // Grizzly looks up the rest in a map.
          case 200 -> HttpStatus.OK_200;
          case 201 -> HttpStatus.CREATED_201;
          case 422 -> UNPROCESSABLE;
          default -> HttpStatus.getHttpStatus(status);
        });
  }

  /**
   * Adds a header.
   *
   * @throws IllegalArgumentException if the value would end the header's line
   */
  void header(String name, String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("The header " + name + " holds the end of a line.");
    }
    response.addHeader(name, value);
  }

  /** Sends a whole answer. */
  void send(Answer answer) {
    status(answer.status());
    answer.headers().forEach(this::header);
    send(answer.content());
  }

  /** Sends a problem and ends the connection, of which no more can be understood. */
  void refuse(Problem problem) {
    peer.busy();
    request.getProcessingState().setKeepAlive(false);
    send(Answer.of(problem));
  }

  /** Sends status and headers as set so far, and all of the content, in one write. */
  void send(byte[] content) {
    response.setContentLengthLong(content.length);
    end(Buffers.wrap(peer.connection().getMemoryManager(), content));
  }

  /** Sends status and headers of an answer without a body, such as the one to HEAD. */
  void sendHead(long contentLength) {
    if (contentLength >= 0) {
      response.setContentLengthLong(contentLength);
    }
    end(Buffers.EMPTY_BUFFER);
  }

  /** Sends status and headers now, the content following in parts. */
  void begin() throws IOException {
    prepare();
    write(response);
  }

  /**
   * Sends a part of the content and waits until the socket has taken it, which holds back whoever
   * writes faster than the client reads.
   *
   * @throws GoneException if the client has gone, or takes nothing
   */
  void part(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0 && response.isExpectContent()) {
      // Copied: the caller may use its array again, and a wrapped one would be written in place.
      byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
      write(
          HttpContent.create(
              response, false, Buffers.wrap(peer.connection().getMemoryManager(), copy)));
    }
  }

  /** Ends an answer sent in parts. */
  void end() {
    if (response.isChunked()) {
      end(Buffers.EMPTY_BUFFER);
    } else {
      // HTTP/1.0: the end is the connection's, and Grizzly would not report an empty write.
      peer.home().execute(this::finish);
    }
  }

  /** Gives up an answer that cannot be ended as it began; the client sees it cut off. */
  void abort() {
    peer.cut();
    peer.home().execute(this::finish);
  }

  private void prepare() {
    connections.answers().answered(response.getHttpStatus().getStatusCode());
    response.addHeader("X-Content-Type-Options", "nosniff");
    connections.cors().mark(request, response);
    if (connections.isDraining()) {
      request.getProcessingState().setKeepAlive(false);
    }
  }

  private void end(Buffer content) {
    if (!response.isCommitted()) {
      if (isUnread()) {
        // What is left of the body would be taken for the next request, so there will be none.
        request.getProcessingState().setKeepAlive(false);
      }
      prepare();
    }
    peer.flushing();
    peer.connection()
        .write(
            HttpContent.create(response, true, content),
            new EmptyCompletionHandler<WriteResult<HttpContent, SocketAddress>>() {
              @Override
              public void completed(WriteResult<HttpContent, SocketAddress> result) {
                peer.home().execute(Exchange.this::finish);
              }

              @Override
              public void failed(Throwable cause) {
                abort();
              }
            });
  }

  private void write(Object packet) throws IOException {
    var taken = new CompletableFuture<Void>();
    peer.flushing();
    peer.connection()
        .write(
            packet,
            new EmptyCompletionHandler<WriteResult<Object, SocketAddress>>() {
              @Override
              public void completed(WriteResult<Object, SocketAddress> result) {
                taken.complete(null);
              }

              @Override
              public void cancelled() {
                taken.cancel(false);
              }

              @Override
              public void failed(Throwable cause) {
                taken.completeExceptionally(cause);
              }
            });
    try {
      var _ = taken.get();
      peer.busy();
    } catch (ExecutionException e) {
      throw new GoneException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GoneException(e);
    }
  }

  /** What the chain does after a request was handed over on the selector thread. */
  NextAction settle(FilterChainContext current) {
    if (finished) {
      return current.getStopAction();
    }
    return suspend(current);
  }

  /** Reads nothing more from the connection until this exchange is over. */
  NextAction suspend(FilterChainContext current) {
    suspended = true;
    ctx = current;
    peer.readNoMore();
    current.suspend();
    return current.getSuspendAction();
  }

  /**
   * Takes a part of a body that is still arriving, on the selector thread. Where the reader lags,
   * no more is read until it has caught up; after the last part not before all is answered.
   */
  NextAction receive(FilterChainContext current, HttpContent content) {
    Upload to = Objects.requireNonNull(upload);
    byte[] part = new byte[content.getContent().remaining()];
    content.getContent().get(part);
    boolean last = content.isLast();
    content.getContent().tryDispose();
    content.recycle();
    if (finished) {
      return current.getStopAction();
    }
    boolean room = to.put(part, () -> peer.home().execute(this::readOn));
    if (last) {
      peer.received();
      to.end();
      return suspend(current);
    }
    return room ? current.getStopAction() : suspend(current);
  }

  private void readOn() {
    FilterChainContext waiting = ctx;
    if (suspended && waiting != null && isUnread()) {
      suspended = false;
      resume(waiting);
    }
  }

  /** The rest of a body that is still arriving will never come. */
  void breakOff() {
    if (upload != null) {
      upload.breakOff();
    }
  }

  private boolean isUnread() {
    return upload != null && !upload.isWhole();
  }

  private void finish() {
    if (finished) {
      return;
    }
    finished = true;
    peer.received();
    if (peer.connection().isOpen()) {
      if (request.getProcessingState().isStayAlive() && !isUnread()) {
        peer.idle();
      } else {
        peer.leave();
      }
    }
    if (suspended && ctx != null) {
      resume(ctx);
    }
  }

  private void resume(FilterChainContext waiting) {
    try {
      peer.readOn();
    } catch (IOException e) {
      // Only of a connection that is closed already.
      peer.cut();
    }
    waiting.resume(waiting.getStopAction());
  }
}
