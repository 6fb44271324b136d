package dev.ringside.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * About what the database's clock says, without asking it. Reports of one job may come to several
 * nodes, each of which holds some for a moment: the one clock that all of them know tells which
 * came last. It is right to the milliseconds that an answer of the database takes.
 *
 * <p><b>Order.</b> One volatile record; of two that see the time at once, either may be kept.
 */
@ApplicationScoped
class DatabaseClock {

  /** After how long an answer counts no more, as clocks drift and are set. */
  private static final Duration KEPT = Duration.ofSeconds(10);

  private volatile @Nullable Seen closest;

  /**
   * What was seen.
   *
   * @param ahead how many milliseconds the database's clock is ahead of {@link System#nanoTime}
   * @param nanos when it was seen
   */
  private record Seen(long ahead, long nanos) {}

  /** Takes a time that the database has told just now. */
  void tells(Instant now) {
    long nanos = System.nanoTime();
    long ahead = now.toEpochMilli() - TimeUnit.NANOSECONDS.toMillis(nanos);
    Seen known = closest;
    // What is told is past when it comes, so the answer that is furthest ahead took the least time.
    if (known == null || ahead >= known.ahead || nanos - known.nanos > KEPT.toNanos()) {
      closest = new Seen(ahead, nanos);
    }
  }

  /** About what it says now; {@link Instant#MAX} as long as it has told nothing. */
  Instant now() {
    Seen known = closest;
    return known == null
        ? Instant.MAX
        : Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + known.ahead);
  }
}
