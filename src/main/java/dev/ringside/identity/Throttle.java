package dev.ringside.identity;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Lets so many pass a second, and tells how many it has not. Its monitor orders its callers with
 * the thread that tells.
 */
final class Throttle {

  private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

  private final int limit;
  private final IntConsumer held;

  @GuardedBy("this")
  private long begun = System.nanoTime();

  @GuardedBy("this")
  private int passed;

  @GuardedBy("this")
  private int more;

  /**
   * @param limit how many pass in a second
   * @param held is told, after a second in which there were any, how many did not
   */
  Throttle(int limit, IntConsumer held) {
    this.limit = limit;
    this.held = held;
  }

  /** Whether one more may pass. */
  synchronized boolean passes() {
    long now = System.nanoTime();
    if (more == 0 && now - begun >= WINDOW) {
      begun = now;
      passed = 0;
    }
    if (passed < limit) {
      passed++;
      return true;
    }
    more++;
    if (more == 1) {
      Thread.ofVirtual().name("throttle").start(() -> tell(begun() + WINDOW));
    }
    return false;
  }

  private synchronized long begun() {
    return begun;
  }

  private void tell(long end) {
    try {
      TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    held.accept(next());
  }

  /** Begins the next second. */
  private synchronized int next() {
    int count = more;
    more = 0;
    passed = 0;
    begun = System.nanoTime();
    return count;
  }
}
