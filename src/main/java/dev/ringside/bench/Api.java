package dev.ringside.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
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
    for (int from = 0; from < users.size(); from += USERS_A_LIST) {
      List<String> some = users.subList(from, Math.min(from + USERS_A_LIST, users.size()));
      String body =
          "{\"users\":[\""
              + String.join("\",\"", some)
              + "\"],\"notification\":{\"title\":\"Export ready\",\"content\":\"1,204 rows\"}}";
      byte[] post = requests.post("/api/notifications", body);
      for (int i = 0; i < each; i++) {
        String answer = call(List.of(post)).getFirst();
        if (answer.contains("\"problem\"")) {
          throw new BenchException("Some users could not be notified: " + beginning(answer));
        }
      }
    }
  }

  /** What opens sessions as the options have it; none is opened yet. */
  SocketLoad sockets(SocketLoad.Frames frames) throws IOException {
    return new SocketLoad(
        loop,
        Options.resolve(socketUrl()),
        Math.min(254, options.number("addresses", 1)),
        options.number("handshakes", 0),
        frames);
  }

  /** The request that opens a socket, for {@link Seat}. */
  ByteBuffer handshake() throws IOException {
    URI socket = socketUrl();
    int port = Options.resolve(socket).getPort();
    return Seat.handshake(socket.getHost(), port, socket.getRawPath());
  }

  private URI socketUrl() throws IOException {
    if (options.has("socket-url")) {
      return options.address("socket-url", "ws");
    }
    return URI.create(field(call(List.of(requests.get("/api/client"))).getFirst(), "socket"));
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
