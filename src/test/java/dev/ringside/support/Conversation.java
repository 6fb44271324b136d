package dev.ringside.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client that is told things and asks for others. A thread of its own reads;
 * its monitor orders that with those who ask, stall and leave.
 */
abstract class Conversation {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RawSocket socket;

  @GuardedBy("this")
  private final Map<String, CompletableFuture<JsonNode>> asked = new HashMap<>();

  @GuardedBy("this")
  private boolean stalled;

  @GuardedBy("this")
  private long refs;

  private volatile boolean left;
  private volatile boolean over;
  private volatile int closeCode = 1006;

  Conversation(RawSocket socket) {
    this.socket = socket;
  }

  /** Takes what has come. Throws where it breaks a rule. */
  abstract void take(JsonNode message);

  /** What was taken has broken a rule. */
  abstract void failed(Throwable rule);

  /** Starts to read. */
  final void begin(String name) {
    Thread.ofVirtual().name(name).start(this::read);
  }

  private void read() {
    try {
      while (true) {
        awaitUnstalled();
        RawSocket.Frame frame = next();
        if (frame == null) {
          continue;
        }
        switch (frame.opcode()) {
          case RawSocket.TEXT -> take(TestNode.json(frame.text()));
          case RawSocket.PING -> send(RawSocket.FIN | RawSocket.PONG, frame.payload());
          case RawSocket.CLOSE -> {
            closeCode = frame.closeCode();
            socket.close();
            return;
          }
          default -> throw new AssertionError("a frame of the kind " + frame.opcode() + " came");
        }
      }
    } catch (UncheckedIOException gone) {
      // The connection ended without a word, which is what 1006 says.
    } catch (InterruptedException | RuntimeException | Error e) {
      if (!left) {
        failed(e);
      }
    } finally {
      end();
    }
  }

  private RawSocket.@Nullable Frame next() {
    try {
      return socket.read();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof SocketTimeoutException && !left) {
        return null;
      }
      throw e;
    }
  }

  /** Hands an answer to whoever asked; false where nobody did. */
  final boolean answers(JsonNode message) {
    CompletableFuture<JsonNode> answer;
    synchronized (this) {
      answer = asked.remove(message.path("ref").asText());
    }
    return answer != null && answer.complete(message);
  }

  /** Sends a message under a name of its own. */
  final CompletableFuture<JsonNode> ask(ObjectNode message) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    synchronized (this) {
      String ref = "r" + ++refs;
      message.put("ref", ref);
      asked.put(ref, answer);
    }
    try {
      send(RawSocket.FIN | RawSocket.TEXT, JSON.writeValueAsBytes(message));
    } catch (UncheckedIOException gone) {
      end();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    if (over) {
      answer.completeExceptionally(new IllegalStateException("the connection is gone"));
    }
    return answer;
  }

  private void send(int first, byte[] payload) {
    synchronized (socket) {
      socket.sendFrame(first, payload);
    }
  }

  private synchronized void awaitUnstalled() throws InterruptedException {
    while (stalled) {
      wait();
    }
  }

  /** Stops to read, or reads on. */
  final synchronized void stall(boolean now) {
    stalled = now;
    notifyAll();
  }

  /** Cuts it without a word; what comes behind that is not seen any more. */
  final void leave() {
    left = true;
    stall(false);
    try {
      socket.reset();
    } catch (UncheckedIOException gone) {
      // It has ended by itself already.
    }
  }

  final boolean hasLeft() {
    return left;
  }

  /** Whether it has ended, whoever ended it. */
  final boolean isOver() {
    return over;
  }

  /** How the server closed it; 1006 where it did not. */
  final int closeCode() {
    return closeCode;
  }

  private synchronized void end() {
    over = true;
    asked
        .values()
        .forEach(a -> a.completeExceptionally(new IllegalStateException("the connection is gone")));
    asked.clear();
  }
}
