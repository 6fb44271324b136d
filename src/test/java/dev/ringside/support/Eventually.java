package dev.ringside.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for what comes in its own time, with a deadline that only a fault reaches. */
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 3_000_000;

  private Eventually() {}

  /** Waits until the condition holds. */
  public static void holds(String what, Callable<Boolean> condition) {
    holds(() -> what, condition);
  }

  /** Waits until the condition holds; {@code what} is asked when it does not. */
  public static void holds(Supplier<String> what, Callable<Boolean> condition) {
    isNull(() -> condition.call() ? null : "no " + what.get());
  }

  /** Waits until a check finds nothing; fails with what it found last. */
  public static void isNull(Callable<@Nullable String> check) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String found;
      try {
        found = check.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      if (found == null) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("after " + PATIENCE.toSeconds() + " s: " + found);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
