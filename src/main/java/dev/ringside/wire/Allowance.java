package dev.ringside.wire;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket of tokens that fills at a steady rate, kept as one number: the moment at which it is
 * full again. Whoever takes a token moves that moment on. Lock-free, safe for any thread.
 */
final class Allowance {

  private final AtomicLong fullAt;

  /**
   * A bucket that is full.
   *
   * @param now by {@link System#nanoTime}, as below
   */
  Allowance(long now) {
    fullAt = new AtomicLong(now);
  }

  /**
   * Takes a token.
   *
   * @param nanos how long a token takes to come
   * @param burst for how many nanoseconds tokens are saved up
   * @return 0 where one was there, else how many nanoseconds it is away
   */
  long take(long now, long nanos, long burst) {
    while (true) {
      long before = fullAt.get();
      long after = (before - now > 0 ? before : now) + nanos;
      long debt = after - now - burst;
      if (debt > 0) {
        return debt;
      }
      if (fullAt.compareAndSet(before, after)) {
        return 0;
      }
    }
  }
}
