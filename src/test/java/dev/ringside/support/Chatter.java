package dev.ringside.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One socket of somebody in rooms, over a real connection: keeps a {@link RoomModel} of each room,
 * the last presence of each, and fails where a frame breaks a rule.
 */
public final class Chatter implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String user;
  private @Nullable Node node;
  private @Nullable String token;
  private final Map<String, RoomModel> rooms = new ConcurrentHashMap<>();
  private volatile @Nullable Connected connected;
  private volatile @Nullable Throwable failure;

  /** One connection, and what has come on it. */
  private final class Connected extends Conversation {

    private final Map<String, JsonNode> presence = new ConcurrentHashMap<>();
    private final Map<String, String> ends = new ConcurrentHashMap<>();
    private volatile @Nullable JsonNode welcome;

    Connected(RawSocket socket) {
      super(socket);
    }

    @Override
    void take(JsonNode message) {
      String room = message.path("room").asText();
      switch (message.path("type").asText()) {
        case "welcome" -> welcome = message;
        case "room" -> {
          synchronized (Chatter.this) {
            if (!hasLeft()) {
              model(room).apply(message);
            }
          }
        }
        case "presence" -> presence.put(room, message);
        case "left" -> ends.put(room, message.path("reason").asText());
        case "ok", "error" -> {
          // Who has waited for long enough does not wait for it any more.
          boolean _ = answers(message);
        }
        default -> {}
      }
    }

    @Override
    void failed(Throwable rule) {
      failure = rule;
    }
  }

  private Chatter(String user) {
    this.user = user;
  }

  /** Somebody who has not connected. */
  public static Chatter of(String user) {
    return new Chatter(user);
  }

  /** Somebody who is welcome, and in no room yet. */
  public static Chatter open(Node node, String user) {
    return openAs(node, node.token(user));
  }

  /** The same, by a token that is at hand. */
  public static Chatter openAs(Node node, String token) {
    Chatter chatter = new Chatter("");
    chatter.node = node;
    chatter.token = token;
    chatter.connect();
    return chatter;
  }

  /** Connects, and comes back into all rooms, from where each stands. */
  public void connect() {
    Connected now = dial(Objects.requireNonNull(node), Objects.requireNonNull(token));
    await("a welcome", () -> now.welcome != null);
    rooms.keySet().forEach(this::join);
  }

  /**
   * The same at some node, which may die meanwhile.
   *
   * @return whether it is current in all rooms
   */
  public boolean tryConnect(Node at) {
    String shown = token == null ? at.token(user) : token;
    if (shown.isEmpty()) {
      return false;
    }
    token = shown;
    Connected now = dial(at, shown);
    if (!awaitUnless(now, () -> now.welcome != null)) {
      return false;
    }
    for (String room : rooms.keySet()) {
      try {
        JsonNode answer = tryJoin(room);
        boolean in = answer.path("type").asText().equals("ok");
        if (!in || !awaitUnless(now, () -> model(room).isCurrent())) {
          return false;
        }
      } catch (CompletionException unanswered) {
        check();
        return false;
      }
    }
    return true;
  }

  private boolean awaitUnless(Connected now, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && !now.isOver() && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
    }
    check();
    return condition.getAsBoolean();
  }

  private Connected dial(Node at, String shown) {
    drop();
    RawSocket socket = RawSocket.connect(at.socketAddress(), 0);
    RawSocket.Answer answer = socket.handshake("/ws");
    if (answer.status() == 503) {
      throw new UncheckedIOException(new IOException("the node is leaving"));
    }
    if (answer.status() != 101) {
      throw new AssertionError("the handshake was answered by " + answer);
    }
    Connected now = new Connected(socket);
    rooms.values().forEach(RoomModel::reconnect);
    connected = now;
    now.begin("chatter");
    socket.sendText(
        JSON.createObjectNode()
            .put("type", "hello")
            .put("token", shown)
            .put("limit", 0)
            .toString());
    return now;
  }

  /** Whether there is a connection, as far as it knows. */
  public boolean isConnected() {
    Connected now = connected;
    return now != null && !now.isOver() && !now.hasLeft() && now.welcome != null;
  }

  /** Whether it has had a frame of the room on this connection. */
  public boolean isCurrent(String room) {
    return model(room).isCurrent();
  }

  /** Says something; null where no answer comes. */
  public @Nullable JsonNode trySay(String room, String content, String id) {
    try {
      return saySoon(room, content, id).orTimeout(5, TimeUnit.SECONDS).join();
    } catch (CompletionException unanswered) {
      check();
      return null;
    }
  }

  private Connected connected() {
    Connected now = connected;
    if (now == null) {
      throw new IllegalStateException("not connected");
    }
    return now;
  }

  private RoomModel model(String room) {
    return rooms.computeIfAbsent(room, _ -> new RoomModel());
  }

  /** What is known of a room. */
  public RoomModel room(String room) {
    return model(room);
  }

  /** Comes into a room, from where it stands there, and waits until it is current. */
  public Chatter join(String room) {
    JsonNode answer = tryJoin(room);
    if (!answer.path("type").asText().equals("ok")) {
      throw new AssertionError("the join of " + room + " was answered by " + answer);
    }
    await(room + " to be current", () -> model(room).isCurrent());
    return this;
  }

  /** Asks to come into a room. */
  public JsonNode tryJoin(String room) {
    RoomModel model = rooms.get(room);
    ObjectNode join =
        JSON.createObjectNode().put("type", "join").put("room", room).put("limit", 100);
    if (model != null && model.epoch() != null) {
      join.put("epoch", model.epoch()).put("revision", model.revision());
    }
    return answerOf(join);
  }

  /** Leaves a room, and forgets it. */
  public void leave(String room) {
    require(answerTo(inRoom("leave", room)));
    rooms.remove(room);
  }

  /** Says something; its answer. */
  public JsonNode say(String room, String content) {
    return answerTo(inRoom("say", room).put("content", content));
  }

  /** The same, under a name of the client's. */
  public JsonNode say(String room, String content, String id) {
    return answerTo(inRoom("say", room).put("content", content).put("id", id));
  }

  /** The same, without waiting. */
  public CompletableFuture<JsonNode> saySoon(String room, String content, String id) {
    return connected().ask(inRoom("say", room).put("content", content).put("id", id));
  }

  /** Sends a message, without waiting for its answer. */
  public CompletableFuture<JsonNode> askSoon(String message) {
    return connected().ask((ObjectNode) TestNode.json(message));
  }

  /** Says that it is typing. */
  public void type(String room) {
    require(answerTo(inRoom("typing", room)));
  }

  private static ObjectNode inRoom(String type, String room) {
    return JSON.createObjectNode().put("type", type).put("room", room);
  }

  private static void require(JsonNode answer) {
    if (!answer.path("type").asText().equals("ok")) {
      throw new AssertionError("was answered by " + answer);
    }
  }

  /** Sends a message and waits for the {@code ok} or {@code error} that answers it. */
  public JsonNode answerTo(String message) {
    return answerTo((ObjectNode) TestNode.json(message));
  }

  /** Throws what the future does where no answer comes. */
  private JsonNode answerOf(ObjectNode message) {
    return connected().ask(message).orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private JsonNode answerTo(ObjectNode message) {
    try {
      return answerOf(message);
    } catch (CompletionException e) {
      check();
      throw new AssertionError(message + " was not answered", e);
    }
  }

  /** Cuts the connection without a word, as when a laptop is shut. */
  public synchronized void drop() {
    Connected before = connected;
    if (before != null) {
      before.leave();
    }
  }

  /** Waits for the end of the connection and returns its close code, 1006 for none. */
  public int awaitClose() {
    await("the close", () -> connected().isOver());
    return connected().closeCode();
  }

  /** Waits until it was told why it follows a room no longer. */
  public String awaitLeft(String room) {
    await("the end in " + room, () -> connected().ends.containsKey(room));
    return connected().ends.getOrDefault(room, "");
  }

  /** Whether it was told so on this connection. */
  public boolean hasLeft(String room) {
    return connected().ends.containsKey(room);
  }

  /** What the welcome said. */
  public JsonNode welcome() {
    JsonNode welcome = connected().welcome;
    if (welcome == null) {
      throw new IllegalStateException("not welcome yet");
    }
    return welcome;
  }

  /** Waits until something was said in a room, in these words. */
  public void awaitLine(String room, String line) {
    await(line + " in " + room, () -> model(room).lines().contains(line));
  }

  /** Waits until these users are there, as far as the last presence says, and nobody else. */
  public void awaitOnline(String room, String... users) {
    List<String> expected = List.of(users);
    await(
        expected + " to be online in " + room,
        () -> {
          List<String> now = online(room);
          return now.size() == expected.size() && now.containsAll(expected);
        });
  }

  private List<String> online(String room) {
    return StreamSupport.stream(presence(room).path("members").spliterator(), false)
        .filter(m -> m.path("online").asBoolean())
        .map(m -> m.path("user").asText())
        .toList();
  }

  /** The last presence of a room. */
  public JsonNode presence(String room) {
    return connected().presence.getOrDefault(room, JSON.missingNode());
  }

  /** Waits for a condition, and fails at once where a rule was broken. */
  public void await(String what, BooleanSupplier condition) {
    Eventually.holds(
        () -> what + "; presence " + connected().presence + ", rooms " + lines(),
        () -> {
          check();
          return condition.getAsBoolean();
        });
  }

  private Map<String, List<String>> lines() {
    Map<String, List<String>> lines = new HashMap<>();
    rooms.forEach((name, model) -> lines.put(name, model.lines()));
    return lines;
  }

  /** Fails where a frame broke a rule. */
  public void check() {
    Throwable broken = failure;
    if (broken != null) {
      throw new AssertionError("a frame broke a rule", broken);
    }
  }

  @Override
  public void close() {
    drop();
  }
}
