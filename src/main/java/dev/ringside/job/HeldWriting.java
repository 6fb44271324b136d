package dev.ringside.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes held reports when they are due, some hundred in a transaction and one transaction at a
 * time; after each it rests for as long as that took. So however many jobs report however often,
 * they take half of what one writer does, and each is told of as often as that allows.
 *
 * <p><b>Order.</b> One virtual thread; {@link #close} waits for it, and then writes the rest.
 */
final class HeldWriting {

  /** How long a report rests that could not be written. */
  static final Duration FAILURE_REST = Duration.ofSeconds(1);

  private static final int PORTION = 512;
  private static final Duration LONGEST_LOOK = Duration.ofMillis(50);

  /** How long a stop waits for what is held to be written. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HeldReports held;
  private final Writer writer;
  private final Duration look;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;

  /** Hands in what was held. */
  interface Writer {

    /**
     * Hands in one report.
     *
     * @param atOnce whether it may come sooner than people can read
     */
    CompletableFuture<JobOutcome> write(HeldReports.Taken taken, boolean atOnce);
  }

  HeldWriting(HeldReports held, Duration pause, Writer writer) {
    this.held = held;
    this.writer = writer;
    Duration quarter = pause.dividedBy(4).plusMillis(1);
    this.look = quarter.compareTo(LONGEST_LOOK) < 0 ? quarter : LONGEST_LOOK;
    this.thread = Thread.ofVirtual().name("held-reports").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      Duration rest = look;
      while (!stopping.await(rest.toNanos(), TimeUnit.NANOSECONDS)) {
        long start = System.nanoTime();
        boolean more = write(held.due(PORTION), false) == PORTION;
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        rest = more || took.compareTo(look) > 0 ? took : look;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int write(List<HeldReports.Taken> taken, boolean atOnce) {
    CompletableFuture<?>[] written =
        taken.stream().map(each -> writer.write(each, atOnce)).toArray(CompletableFuture<?>[]::new);
    // What became of each its writer has noted.
    Void _ = CompletableFuture.allOf(written).exceptionally(_ -> null).join();
    return taken.size();
  }

  void close() {
    stopping.countDown();
    try {
      boolean _ = thread.join(PATIENCE);
      int _ = write(held.all(), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
