package dev.ringside.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
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
  private final class Connected extends Conversation {

    private volatile boolean welcomed;
    private volatile boolean current;
    private volatile @Nullable JsonNode bye;

    Connected(RawSocket socket) {
      super(socket);
    }

    @Override
    void take(JsonNode message) {
      switch (message.path("type").asText()) {
        case "welcome" -> {
          require(!welcomed, "a second welcome came");
          welcomed = true;
        }
        case "inbox" -> {
          require(welcomed, "an inbox frame came before the welcome");
          // What arrives behind a drop was read from the system's buffers: not seen any more.
          synchronized (Tab.this) {
            if (!hasLeft()) {
              model.apply(message);
            }
          }
          current = true;
        }
        case "ok", "error" ->
            require(answers(message) || !message.has("ref"), "nobody asked for " + message);
        case "bye" -> bye = message;
        case "pong" -> {}
        default -> throw new AssertionError("an unknown message came: " + message);
      }
    }

    @Override
    void failed(Throwable rule) {
      failure = rule;
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
    now.begin("tab");
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
      before.leave();
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
    return connected().isOver();
  }

  /** Waits for the end of the connection and returns its close code, 1006 for none. */
  public int awaitClose() {
    await("the close", () -> connected().isOver());
    return connected().closeCode();
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
