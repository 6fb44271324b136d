package dev.ringside.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that takes jobs by the protocol, and remembers what it was told. */
final class JobServer implements AutoCloseable {

  private final HttpServer server;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger away = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** The status that the next reports get; 0 to take them, -1 to say nothing. */
  volatile int reportStatus;

  /** The status that an end with a link gets; 0 to take it. */
  volatile int linkStatus;

  /** What is answered with a 200 in place of a job, as by another server; null for a job. */
  volatile @Nullable String strangerAnswer;

  /**
   * What it was told, whether it took that or not.
   *
   * @param path below the user
   * @param nanos when
   */
  record Told(String method, String path, Json.Fields body, int status, long nanos) {

    boolean isEnd() {
      return path.endsWith("/done");
    }
  }

  private JobServer(HttpServer server) {
    this.server = server;
  }

  static JobServer start() throws IOException {
    return start(0);
  }

  /** At a port that is known. */
  static JobServer start(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    JobServer jobs = new JobServer(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/users/42/jobs", jobs::answer);
    server.start();
    return jobs;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Answers so many ends by a 503. */
  void refuseEnds(int count) {
    away.set(count);
  }

  List<Told> reports() {
    return told.stream().filter(each -> !each.isEnd()).toList();
  }

  /** The last value of a field that was reported and taken. */
  String last(String field) {
    List<String> values = new ArrayList<>();
    for (Told each : reports()) {
      Json value = each.body().get(field);
      if (each.status() < 300 && value != null) {
        values.add(value instanceof Json.Text(String text) ? text : value.toString());
      }
    }
    return values.isEmpty() ? "" : values.getLast();
  }

  List<Told> ends() {
    return told.stream().filter(Told::isEnd).toList();
  }

  /** The one end that was taken. */
  Json.Fields end() {
    List<Told> taken = ends().stream().filter(each -> each.status() < 300).toList();
    if (taken.size() != 1) {
      throw new AssertionError("not one end: " + told);
    }
    return taken.getFirst().body();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      String text = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Json.Fields body = (Json.Fields) Json.parse(text);
      boolean end = path.endsWith("/done");
      int status = end ? endStatus(body) : reportStatus == 0 ? 200 : reportStatus;
      told.add(new Told(exchange.getRequestMethod(), path, body, status, System.nanoTime()));
      if (status < 0) {
        closing.await();
        return;
      }
      String stranger = strangerAnswer;
      byte[] answer = (stranger == null ? answer(status) : stranger).getBytes(UTF_8);
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String answer(int status) {
    return status < 300
        ? """
        {"user":"42","key":"k","state":"running","title":"t","leaseSeconds":60,\
        "startedAt":"2026-11-26T10:00:00.000Z","reportedAt":"2026-11-26T10:00:00.000Z",\
        "notification":"019abf2e-51d0-7c61-9d1e-6a2d4f6f0d10"}\
        """
        : "{\"type\":\"/problems/any\",\"title\":\"Status %d\"}".formatted(status);
  }

  private int endStatus(Json.Fields body) {
    if (away.getAndDecrement() > 0) {
      return 503;
    }
    return linkStatus != 0 && body.get("link") != null ? linkStatus : 200;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
