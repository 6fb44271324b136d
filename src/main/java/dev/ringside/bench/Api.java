package dev.ringside.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a scenario asks of the server around what it measures: tokens, where the socket is, a past
 * to catch up with. For the loop's thread.
 */
final class Api {

  /** Long enough for any run, so that no token ends within one. */
  private static final int TOKEN_SECONDS = 3600;

  private static final int CONNECTIONS = 16;
  private static final int USERS_A_LIST = 1000;
  private static final int PATIENCE_SECONDS = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventLoop loop;
  private final Options options;
  private final HttpRequest requests;

  Api(EventLoop loop, Options options) {
    this.loop = loop;
    this.options = options;
    requests = new HttpRequest(options.address("url", "http"), options.text("key"));
  }

  HttpRequest requests() {
    return requests;
  }

  HttpLoad load(int connections, HttpLoad.Listener listener) {
    return new HttpLoad(loop, requests.address(), connections, listener);
  }

  /** The names of the users of this run, which no earlier run has used unless told to. */
  List<String> users(int count) {
    String prefix =
        options.has("user-prefix")
            ? options.text("user-prefix")
            : "bench-" + Long.toString(System.currentTimeMillis(), 36) + "-";
    List<String> users = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      users.add(prefix + i);
    }
    return users;
  }

  /** One token for each user, in order. */
  List<String> tokens(List<String> users) throws IOException {
    String body = "{\"ttlSeconds\":" + TOKEN_SECONDS + "}";
    List<byte[]> posts =
        users.stream().map(u -> requests.post(HttpRequest.ofUser(u, "/tokens"), body)).toList();
    return call(posts).stream().map(answer -> field(answer, "token")).toList();
  }

  /** Makes {@code each} unread notifications for each user, by lists of users. */
  void notify(List<String> users, int each) throws IOException {
    notify(users, each, "{\"title\":\"Export ready\",\"content\":\"1,204 rows\"}");
  }

  /** The same, of a notification in JSON. */
  void notify(List<String> users, int each, String notification) throws IOException {
    for (int from = 0; from < users.size(); from += USERS_A_LIST) {
      List<String> some = users.subList(from, Math.min(from + USERS_A_LIST, users.size()));
      String body = HttpRequest.toMany(some, notification);
      byte[] post = requests.post("/api/notifications", body);
      for (int i = 0; i < each; i++) {
        String answer = call(List.of(post)).getFirst();
        if (answer.contains("\"problem\"")) {
          throw new BenchException("Some users could not be notified: " + beginning(answer));
        }
      }
    }
  }

  /** Makes an open room, and gives its id. */
  String room() throws IOException {
    return field(call(List.of(requests.post("/api/rooms", "{}"))).getFirst(), "id");
  }

  /** The direct rooms of each two users that follow one another, and so half as many ids. */
  List<String> directRooms(List<String> users) throws IOException {
    List<byte[]> posts = new ArrayList<>(users.size() / 2);
    for (int i = 0; i < users.size(); i += 2) {
      String body = "{\"users\":[\"" + users.get(i) + "\",\"" + users.get(i + 1) + "\"]}";
      posts.add(requests.post("/api/rooms/direct", body));
    }
    return call(posts).stream().map(answer -> field(answer, "id")).toList();
  }

  /** A request that says something in a room, in a user's name. */
  byte[] say(String room, String user) {
    return requests.post(
        "/api/rooms/" + HttpRequest.segment(room) + "/messages",
        "{\"content\":\"1,204 rows are done, says somebody to somebody else\",\"user\":\""
            + user
            + "\"}");
  }

  /** Seats for sessions of these users in turn, each of whom asks for a snapshot first. */
  List<Seat> seats(List<String> users, int sessions, int limit) throws IOException {
    List<String> tokens = tokens(users);
    List<Seat> seats = new ArrayList<>(sessions);
    for (int i = 0; i < sessions; i++) {
      int user = i % users.size();
      seats.add(new Seat(i, user, Seat.hello(tokens.get(user), limit, null), -1, 0));
    }
    return seats;
  }

  /** What opens sessions as the options have it; none is opened yet. */
  SocketLoad sockets(SocketLoad.Frames frames) throws IOException {
    return sockets(nodes(), frames);
  }

  /** The same, at these nodes in turn. */
  SocketLoad sockets(List<Node> nodes, SocketLoad.Frames frames) {
    return new SocketLoad(
        loop,
        nodes,
        Math.min(254, options.number("addresses", 1)),
        options.number("handshakes", 0),
        frames);
  }

  /** Where sessions are opened: as named, or else as the server says. */
  List<Node> nodes() throws IOException {
    if (options.has("socket-url")) {
      return nodes("socket-url");
    }
    String answer = call(List.of(requests.get("/api/client"))).getFirst();
    return List.of(Node.at(URI.create(field(answer, "socket"))));
  }

  /** The nodes that an option names. */
  List<Node> nodes(String option) {
    return options.addresses(option, "ws").stream().map(Node::at).toList();
  }

  /** Makes all requests, several at a time, and gives the bodies of their answers in order. */
  private List<String> call(List<byte[]> all) throws IOException {
    String[] bodies = new String[all.size()];
    HttpLoad.Listener keep =
        new HttpLoad.Listener() {
          @Override
          public void answered(
              HttpLoad load,
              long tag,
              long sentNanos,
              long nowNanos,
              HttpAnswer answer,
              byte[] bytes) {
            int length = answer.bodyTo() - answer.bodyFrom();
            bodies[(int) tag] =
                new String(bytes, answer.bodyFrom(), length, StandardCharsets.UTF_8);
          }

          @Override
          public void lost(HttpLoad load, long tag) {}
        };
    try (HttpLoad load = load(Math.min(CONNECTIONS, all.size()), keep)) {
      for (int i = 0; i < all.size(); i++) {
        load.submit(all.get(i), i);
      }
      if (!loop.turnUntil(load::isDone, PATIENCE_SECONDS)) {
        throw new BenchException(
            "The server at " + requests.address() + " does not answer, or too slowly.");
      }
      if (load.failed() > 0) {
        throw new BenchException("Preparing failed: " + String.join("; ", load.failures()));
      }
    }
    return Arrays.asList(bodies);
  }

  private static String field(String answer, String name) {
    try {
      JsonNode value = JSON.readTree(answer).path(name);
      if (value.isTextual()) {
        return value.textValue();
      }
    } catch (JsonProcessingException e) {
      // Told below, like an answer without the field.
    }
    throw new BenchException("An answer has no '" + name + "': " + beginning(answer));
  }

  private static String beginning(String answer) {
    return answer.substring(0, Math.min(300, answer.length()));
  }
}
