package dev.ringside.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A tab of a user over a real socket. It checks every frame that comes, keeps a model of the inbox,
 * and can be dropped, stalled and brought back. Its methods are for one thread; its monitor orders
 * them with the thread that reads.
 */
public final class Tab implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Node node;
  private final String token;
  private final InboxModel model;

  private volatile @Nullable Connected connected;
  private volatile @Nullable Throwable failure;

  /** One connection, and what has come on it. */
  private final class Connected {

    private final RawSocket socket;

    @GuardedBy("this")
    private final Map<String, CompletableFuture<JsonNode>> asked = new HashMap<>();

    @GuardedBy("this")
    private boolean stalled;

    @GuardedBy("this")
    private long refs;

    private volatile boolean welcomed;
    private volatile boolean current;
    private volatile boolean left;
    private volatile boolean over;
    private volatile @Nullable JsonNode bye;
    private volatile int closeCode = 1006;

    Connected(RawSocket socket) {
      this.socket = socket;
    }

    void read() {
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
          failure = e;
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

    private void take(JsonNode message) {
      switch (message.path("type").asText()) {
        case "welcome" -> {
          require(!welcomed, "a second welcome came");
          welcomed = true;
        }
        case "inbox" -> {
          require(welcomed, "an inbox frame came before the welcome");
          // What arrives behind a drop was read from the system's buffers: not seen any more.
          synchronized (Tab.this) {
            if (!left) {
              model.apply(message);
            }
          }
          current = true;
        }
        case "ok", "error" -> {
          CompletableFuture<JsonNode> answer = asked(message.path("ref").asText());
          require(answer != null || !message.has("ref"), "nobody asked for " + message);
          if (answer != null) {
            answer.complete(message);
          }
        }
        case "bye" -> bye = message;
        case "pong" -> {}
        default -> throw new AssertionError("an unknown message came: " + message);
      }
    }

    private synchronized @Nullable CompletableFuture<JsonNode> asked(String ref) {
      return asked.remove(ref);
    }

    CompletableFuture<JsonNode> ask(ObjectNode message) {
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
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
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

    synchronized void stall(boolean now) {
      stalled = now;
      notifyAll();
    }

    private synchronized void end() {
      over = true;
      asked
          .values()
          .forEach(
              a -> a.completeExceptionally(new IllegalStateException("the connection is gone")));
      asked.clear();
    }
  }

  private Tab(Node node, String token, InboxModel model) {
    this.node = node;
    this.token = token;
    this.model = model;
  }

  /** A tab that has not connected. */
  public static Tab of(Node node, String user) {
    return of(node, user, node.token(user));
  }

  /** The same, with a token of the user's that is at hand. */
  public static Tab of(Node node, String user, String token) {
    return new Tab(node, token, new InboxModel(user));
  }

  /** A tab that is current, by a snapshot of a hundred. */
  public static Tab open(Node node, String user) {
    Tab tab = of(node, user);
    tab.connect(100, false);
    tab.awaitCurrent();
    return tab;
  }

  /** The same tab, which knows what this one knows, at another node; not connected. */
  public Tab at(Node node) {
    drop();
    return new Tab(node, token, model);
  }

  public InboxModel model() {
    return model;
  }

  /** Connects and asks for a snapshot. */
  public void connect(int limit, boolean unreadOnly) {
    ObjectNode hello = hello().put("limit", limit).put("unreadOnly", unreadOnly);
    synchronized (this) {
      leave();
      model.startOver(limit, unreadOnly);
      connect(hello, 0);
    }
  }

  /** Connects and names the position that it has. */
  public void resume() {
    resume(0);
  }

  /** The same, with so many bytes of receive buffer. */
  public void resume(int receiveBufferBytes) {
    synchronized (this) {
      leave();
      InboxModel.Position position = model.resume();
      connect(
          hello().put("epoch", position.epoch()).put("revision", position.revision()),
          receiveBufferBytes);
    }
  }

  private ObjectNode hello() {
    return JSON.createObjectNode().put("type", "hello").put("token", token);
  }

  private void connect(ObjectNode hello, int receiveBufferBytes) {
    RawSocket socket = RawSocket.connect(node.socketAddress(), receiveBufferBytes);
    RawSocket.Answer answer = socket.handshake("/ws");
    require(answer.status() == 101, "the handshake was answered by " + answer);
    Connected now = new Connected(socket);
    connected = now;
    Thread.ofVirtual().name("tab").start(now::read);
    socket.sendText(hello.toString());
  }

  private Connected connected() {
    Connected now = connected;
    if (now == null) {
      throw new IllegalStateException("not connected yet");
    }
    return now;
  }

  /** Sends a message and returns the {@code ok} or {@code error} that answers it. */
  public CompletableFuture<JsonNode> ask(String message) {
    return connected().ask((ObjectNode) TestNode.json(message));
  }

  /** Sends a message that must be answered by {@code ok}. */
  public void askOk(String message) {
    JsonNode answer = answerTo(message);
    require(answer.path("type").asText().equals("ok"), message + " was answered by " + answer);
  }

  /** Sends a message and waits for the {@code ok} or {@code error} that answers it. */
  public JsonNode answerTo(String message) {
    try {
      return ask(message).orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      check();
      throw new AssertionError(message + " was not answered", e);
    }
  }

  /** Cuts the connection without a word, as when a laptop is shut. */
  public synchronized void drop() {
    leave();
  }

  @GuardedBy("this")
  private void leave() {
    Connected before = connected;
    if (before != null) {
      before.left = true;
      before.stall(false);
      try {
        before.socket.reset();
      } catch (UncheckedIOException gone) {
        // It has ended by itself already.
      }
    }
  }

  /** Stops reading. */
  public void stall() {
    connected().stall(true);
  }

  /** Reads on. */
  public void readOn() {
    connected().stall(false);
  }

  /** Whether the connection is over, by a close of the server's or otherwise. */
  public boolean isOver() {
    return connected().over;
  }

  /** Waits for the end of the connection and returns its close code, 1006 for none. */
  public int awaitClose() {
    await("the close", () -> connected().over);
    return connected().closeCode;
  }

  /** The goodbye that came on this connection, or null. */
  public @Nullable JsonNode bye() {
    return connected().bye;
  }

  /** Waits for the first inbox frame of this connection. */
  public void awaitCurrent() {
    await("the first inbox frame", () -> connected().current);
  }

  /** Waits until the model has the revision of the epoch, or one beyond. */
  public void awaitRevision(long revision) {
    await("the revision " + revision, () -> model.position().revision() >= revision);
  }

  /** Waits until something holds; fails at once where a frame broke a rule. */
  public void await(String what, BooleanSupplier condition) {
    Eventually.holds(
        () -> what + " at " + model.position(),
        () -> {
          check();
          return condition.getAsBoolean();
        });
  }

  /** Waits until the model equals the table. */
  public void awaitEqual(TestNode node, String user) {
    Eventually.isNull(
        () -> {
          check();
          return model.differsFrom(InboxTable.read(node, user));
        });
  }

  /** Fails if a frame broke a rule. */
  public void check() {
    Throwable broken = failure;
    if (broken != null) {
      throw new AssertionError("A tab saw a rule broken: " + broken.getMessage(), broken);
    }
  }

  @Override
  public void close() {
    drop();
  }

  private static void require(boolean rule, String broken) {
    if (!rule) {
      throw new AssertionError(broken);
    }
  }
}
