package dev.ringside.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that gives the answers that it was given, one after another. */
final class ScriptedServer implements AutoCloseable {

  private final HttpServer server;
  private final BlockingQueue<Planned> plan = new LinkedBlockingQueue<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  private record Planned(int status, @Nullable String retryAfter, String body) {}

  /**
   * A call that came.
   *
   * @param idempotencyKey empty where there was none
   * @param nanos when
   */
  record Seen(String method, String path, String body, String idempotencyKey, long nanos) {}

  private ScriptedServer(HttpServer server) {
    this.server = server;
  }

  static ScriptedServer start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ScriptedServer scripted = new ScriptedServer(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", scripted::answer);
    server.start();
    return scripted;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Answers the next call that has no answer yet by that; without one, calls wait. */
  void answer(int status, @Nullable String retryAfter, String body) {
    plan.add(new Planned(status, retryAfter, body));
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      seen.add(
          new Seen(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8),
              key == null ? "" : key,
              System.nanoTime()));
      Planned planned = plan.take();
      if (planned.retryAfter() != null) {
        exchange.getResponseHeaders().add("Retry-After", planned.retryAfter());
      }
      byte[] body = planned.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(planned.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
