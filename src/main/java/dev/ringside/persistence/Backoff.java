package dev.ringside.persistence;

import java.time.Duration;

/**
 * The pauses between attempts at something that fails: each twice the one before, up to the
 * longest. For one thread.
 */
public final class Backoff {

  private final Duration first;
  private final Duration longest;
  private Duration next;

  /**
   * Starts with the first pause.
   *
   * @param first above zero
   * @param longest what no pause exceeds, the first included
   */
  public Backoff(Duration first, Duration longest) {
    this.first = first.compareTo(longest) < 0 ? first : longest;
    this.longest = longest;
    this.next = this.first;
  }

  /** Waits for a pause, and makes the next one longer. */
  public void pause() throws InterruptedException {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(longest) < 0 ? twice : longest;
    Thread.sleep(now);
  }

  /** How long the next pause is. */
  public Duration next() {
    return next;
  }

  /** Starts with the first pause again. */
  public void reset() {
    next = first;
  }
}
