package dev.ringside.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringside.support.Node;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Stands before a node and passes everything on. Of publishes, the first is answered 503 although
 * it was stored, and the second not at all. Safe for any thread.
 */
final class LostAnswers implements AutoCloseable {

  private final HttpServer server;
  private final Node node;
  private final List<String> keys = new CopyOnWriteArrayList<>();

  private LostAnswers(HttpServer server, Node node) {
    this.server = server;
    this.node = node;
  }

  static LostAnswers before(Node node) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    LostAnswers front = new LostAnswers(server, node);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", front::answer);
    server.start();
    return front;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The {@code Idempotency-Key} of each publish, in their order. */
  List<String> keys() {
    return List.copyOf(keys);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      TestNode.Answer answer = passOn(exchange);
      boolean publish = exchange.getRequestURI().getPath().endsWith("/notifications");
      switch (publish ? keys.size() : 0) {
        case 1 -> {
          exchange.getResponseHeaders().add("Retry-After", "1");
          exchange.sendResponseHeaders(503, -1);
        }
        case 2 -> {} // closed without a word
        default -> {
          byte[] body = answer.raw().body().getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", answer.header("Content-Type"));
          exchange.sendResponseHeaders(answer.status(), body.length);
          exchange.getResponseBody().write(body);
        }
      }
    }
  }

  private TestNode.Answer passOn(HttpExchange exchange) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    String credential = authorization == null ? null : authorization.replace("Bearer ", "");
    String path = exchange.getRequestURI().getRawPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    if (key == null) {
      return node.callAs(credential, exchange.getRequestMethod(), path, body);
    }
    keys.add(key);
    return node.callAs(credential, "POST", path, body, "Idempotency-Key", key);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
