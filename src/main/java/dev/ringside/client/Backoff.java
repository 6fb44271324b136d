package dev.ringside.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Random pauses between nothing and a bound that doubles with each failure, so that many clients
 * spread. For one thread.
 */
final class Backoff {

  private final long longest;
  private final long first;
  private long bound;

  /**
   * Starts with the first bound.
   *
   * @param first above zero
   * @param longest what no pause exceeds
   */
  Backoff(Duration first, Duration longest) {
    this.longest = longest.toNanos();
    this.first = Math.min(first.toNanos(), this.longest);
    this.bound = this.first;
  }

  /** A pause, and makes the next bound longer. */
  Duration next() {
    long pause = ThreadLocalRandom.current().nextLong(bound + 1);
    bound = Math.min(longest, bound * 2);
    return Duration.ofNanos(pause);
  }

  /** Starts with the first bound again. */
  void reset() {
    bound = first;
  }
}
