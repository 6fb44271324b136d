package dev.ringside.client;

import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, as a queue of what it brings. It asks for more only while little waits, so that a
 * slow reader holds the server back and not the heap.
 *
 * <p><b>Order.</b> The WebSocket calls one method of {@link Ear} at a time. {@code waitingChars}
 * and {@code held} change under the lock. All else is the reader's own thread's.
 */
final class Line implements AutoCloseable {

  /** No code, as browsers call it. */
  static final int LOST = 1006;

  private static final Json PING = Json.of(Map.of("type", "ping"));
  private static final int NORMAL = 1000;
  private static final int NO_CODE = 1005;
  private static final long MAX_WAITING_CHARS = 4 << 20;
  private static final int MAX_MESSAGE_CHARS = 64 << 20;
  private static final Duration SENDING = Duration.ofSeconds(10);
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** What it brings. */
  sealed interface Event {

    /** A message. */
    record Message(String text) implements Event {}

    /** The end, after which there is nothing. */
    record Ended(int code, String reason) implements Event {}

    /** It is as late as the reader asked to be told. */
    record Due() implements Event {}
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final WebSocket socket;
  private long waitingChars;
  private boolean held;
  private volatile long heardAt = System.nanoTime();
  private final Silence silence = new Silence();

  private Line(Http http, URI address) throws InterruptedException {
    Duration patience = http.patience().call();
    CompletableFuture<WebSocket> opening = opening(http, address, patience);
    try {
      socket = opening.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(http, address, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      abandon(opening);
      throw http.unreachable("opens no socket at " + address + " in time", e);
    } catch (InterruptedException e) {
      abandon(opening);
      throw e;
    }
  }

  private CompletableFuture<WebSocket> opening(Http http, URI address, Duration patience) {
    try {
      return http.client()
          .newWebSocketBuilder()
          .connectTimeout(patience)
          .subprotocols("ringside.v1")
          .buildAsync(address, new Ear());
    } catch (IllegalArgumentException e) {
      throw http.unreachable("names " + address + " as its socket, which is none", e);
    }
  }

  private static RingsideException failure(Http http, URI address, Throwable cause) {
    if (cause instanceof WebSocketHandshakeException refused) {
      int status = refused.getResponse().statusCode();
      return http.unreachable("refuses the socket at " + address + " by a " + status, cause);
    }
    return http.failure(cause);
  }

  private static void abandon(CompletableFuture<WebSocket> opening) {
    var _ = opening.thenAccept(WebSocket::abort);
  }

  /** Connects. */
  static Line open(Http http, URI address) throws InterruptedException {
    return new Line(http, address);
  }

  /** Says something, and waits until it is on its way. */
  void send(Json message) throws InterruptedException {
    try {
      socket.sendText(message.toString(), true).get(SENDING.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // The end of the line tells of it too, and is told once.
      events.add(new Event.Ended(LOST, "The connection was lost."));
    }
  }

  /** What is known of its silences. */
  Silence silence() {
    return silence;
  }

  /**
   * What comes next. A line that was silent for too long is asked for a sign, and then given up.
   *
   * @param due when to return in any case, in nanoseconds of {@link System#nanoTime}
   */
  Event next(long due) throws InterruptedException {
    while (true) {
      long now = System.nanoTime();
      if (due - now <= 0 && events.isEmpty()) {
        return new Event.Due();
      }
      long end = silence.end(heardAt);
      Event event = events.poll(Math.min(due - now, end - now), TimeUnit.NANOSECONDS);
      if (event != null) {
        taken(event);
        return event;
      }
      if (System.nanoTime() - silence.end(heardAt) < 0) {
        continue;
      }
      if (silence.isFinal()) {
        return new Event.Ended(LOST, "The server fell silent.");
      }
      silence.asked();
      send(PING);
    }
  }

  private void taken(Event event) {
    if (!(event instanceof Event.Message(String text))) {
      return;
    }
    silence.broken();
    lock.lock();
    try {
      waitingChars -= text.length();
      if (held && waitingChars < MAX_WAITING_CHARS) {
        held = false;
        heardAt = System.nanoTime();
        socket.request(1);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes what the WebSocket brings. */
  private final class Ear implements WebSocket.Listener {

    private StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      heardAt = System.nanoTime();
      message.append(part);
      if (message.length() > MAX_MESSAGE_CHARS) {
        onError(from, new IllegalStateException("A message has no end."));
        from.abort();
      } else if (last) {
        String text = message.toString();
        message = new StringBuilder();
        enqueue(from, text);
      } else {
        from.request(1);
      }
      return null;
    }

    private void enqueue(WebSocket from, String text) {
      lock.lock();
      try {
        waitingChars += text.length();
        held = waitingChars >= MAX_WAITING_CHARS;
        events.add(new Event.Message(text));
        if (!held) {
          from.request(1);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
      heardAt = System.nanoTime();
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      events.add(new Event.Ended(code == NO_CODE ? LOST : code, reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      String why = failure.getMessage();
      events.add(new Event.Ended(LOST, why == null ? "The connection was lost." : why));
    }
  }

  /** Says goodbye, and waits for nothing. */
  @Override
  public void close() {
    var _ =
        socket
            .sendClose(NORMAL, "")
            .orTimeout(FAREWELL.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((_, _) -> socket.abort());
  }
}
