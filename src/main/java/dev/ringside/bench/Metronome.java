package dev.ringside.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the loop at a steady rate. A selector waits in whole milliseconds, a parked thread to some
 * 50 µs; without it an open-loop schedule would be late by half a millisecond on average, or would
 * have to spin on a core that the server needs.
 */
final class Metronome implements AutoCloseable {

  private final Thread thread;

  /** Beats {@code perSecond} times a second from {@code startNanos} on, until closed. */
  Metronome(EventLoop loop, long startNanos, int perSecond) {
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("metronome")
            .start(
                () -> {
                  long next = startNanos;
                  while (!Thread.currentThread().isInterrupted()) {
                    long wait = next - System.nanoTime();
                    if (wait > 0) {
                      LockSupport.parkNanos(wait);
                    } else {
                      loop.wakeUp();
                      next += interval * (1 - wait / interval);
                    }
                  }
                });
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
