package dev.ringside.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Posts at a steady rate to some users in turn, whatever the server does, while the loop turns. For
 * the loop's thread.
 */
final class SteadyPosts {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final EventLoop loop;
  private final HttpLoad http;
  private final PushLedger ledger;
  private final List<Rings> users;
  private final int rate;

  /**
   * @param perSecond how many posts are due a second
   */
  SteadyPosts(EventLoop loop, HttpLoad http, PushLedger ledger, List<Rings> users, int perSecond) {
    this.loop = loop;
    this.http = http;
    this.ledger = ledger;
    this.users = users;
    rate = perSecond;
  }

  /** Posts for so many seconds; the last one may still be on its way then. */
  void postFor(int seconds, @Nullable Phase phase) throws IOException {
    post(Math.multiplyExact(rate, seconds), phase, () -> false);
  }

  /**
   * Posts until the condition holds.
   *
   * @return false if the time ran out first
   */
  boolean postUntil(BooleanSupplier enough, long millis, @Nullable Phase phase) throws IOException {
    return post(Math.toIntExact(rate * millis / 1000), phase, enough);
  }

  private boolean post(int most, @Nullable Phase phase, BooleanSupplier enough) throws IOException {
    long start = System.nanoTime() + LEAD_NANOS;
    int made = 0;
    try (var _ = new Metronome(loop, start, rate)) {
      while (made < most && !enough.getAsBoolean()) {
        long due = start + made * SECOND / rate;
        if (System.nanoTime() - due >= 0) {
          int number = ledger.add(due, phase);
          http.submit(users.get(number % users.size()).post(number), number);
          made++;
        } else {
          loop.turn(System.nanoTime() + TURN_NANOS);
        }
      }
    }
    return enough.getAsBoolean();
  }

  /** Whether every post was answered, and each accepted one has reached every tab of its user. */
  boolean isSettled() {
    return http.isDone() && ledger.isComplete();
  }
}
