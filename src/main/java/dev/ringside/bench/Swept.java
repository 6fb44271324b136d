package dev.ringside.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * How many expired notifications a node has deleted since this was made, asked of its metrics once
 * a second while somebody wants to know. For the loop's thread.
 */
final class Swept implements HttpLoad.Listener, AutoCloseable {

  private static final byte[] SERIES =
      Bytes.ascii("\nringside_retention_deleted_total{reason=\"expired\"} ");
  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

  private final HttpLoad http;
  private final byte[] request;
  private double before = -1;
  private double now;
  private long askedNanos;

  Swept(Api api, EventLoop loop) {
    http = api.load(1, this);
    request = api.requests().get("/metrics");
    ask();
  }

  private void ask() {
    askedNanos = System.nanoTime();
    http.submit(request, 0);
  }

  /** As many as the last answer told of. */
  long count() {
    if (http.isDone() && System.nanoTime() - askedNanos > PERIOD) {
      ask();
    }
    return before < 0 ? 0 : Math.round(now - before);
  }

  @Override
  public void answered(
      HttpLoad load, long tag, long sentNanos, long nowNanos, HttpAnswer answer, byte[] bytes) {
    int at = Bytes.after(bytes, answer.bodyFrom(), answer.bodyTo(), SERIES);
    if (at < 0) {
      throw new BenchException("The server's metrics do not tell what it has deleted.");
    }
    int end = at;
    while (end < answer.bodyTo() && bytes[end] > ' ') {
      end++;
    }
    now = Double.parseDouble(new String(bytes, at, end - at, StandardCharsets.US_ASCII));
    before = before < 0 ? now : before;
  }

  @Override
  public void lost(HttpLoad load, long tag) {
    // It is asked again.
  }

  @Override
  public void close() {
    http.close();
  }
}
