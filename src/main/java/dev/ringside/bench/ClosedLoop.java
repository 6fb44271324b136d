package dev.ringside.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Requests in turn, by a number of callers: an answer makes the next request, until the time is up.
 * What is answered in the time that is measured is kept. For the loop's thread.
 */
final class ClosedLoop implements HttpLoad.Listener {

  /** Who is told of each request, warm-up and all, by its number in the list. */
  interface Requests {

    default void sent(int request, long nanos) {}

    void succeeded(int request);
  }

  private final List<byte[]> requests;
  private final Requests told;
  private final long from;
  private final long until;
  private final Latencies latencies = new Latencies();
  private int next;

  /**
   * Begins now.
   *
   * @param warmup seconds that are not measured
   * @param seconds that are
   */
  ClosedLoop(List<byte[]> requests, long warmup, long seconds, Requests told) {
    this.requests = requests;
    this.told = told;
    this.from = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmup);
    this.until = from + TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Has so many callers begin. */
  void begin(HttpLoad load, int callers) {
    for (int i = 0; i < callers; i++) {
      submitNext(load);
    }
  }

  /** Turns until the measured time begins. */
  void warmUp(EventLoop loop) throws IOException {
    turn(loop, from);
  }

  /** Turns until it ends. */
  void measure(EventLoop loop) throws IOException {
    turn(loop, until);
  }

  private static void turn(EventLoop loop, long end) throws IOException {
    while (System.nanoTime() - end < 0) {
      loop.turn(end);
    }
  }

  /** Of what succeeded within the measured time. */
  Latencies latencies() {
    return latencies;
  }

  private void submitNext(HttpLoad load) {
    load.submit(requests.get(next), next);
    next = next + 1 == requests.size() ? 0 : next + 1;
  }

  @Override
  public void sent(long tag, long nanos) {
    told.sent((int) tag, nanos);
  }

  @Override
  public void answered(
      HttpLoad load, long tag, long sentNanos, long nowNanos, HttpAnswer answer, byte[] bytes) {
    if (answer.isSuccess()) {
      told.succeeded((int) tag);
      if (nowNanos - from >= 0 && nowNanos - until < 0) {
        latencies.add(nowNanos - sentNanos);
      }
    }
    goOn(load, nowNanos);
  }

  @Override
  public void lost(HttpLoad load, long tag) {
    goOn(load, System.nanoTime());
  }

  private void goOn(HttpLoad load, long nowNanos) {
    if (nowNanos - until < 0) {
      submitNext(load);
    }
  }
}
