package dev.ringside.persistence;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server running: one that ends without having been asked to is started again, at the port
 * that it had unless somebody else has taken that. The pauses before it grow while that does not
 * help, from a tenth of a second to the longest one, whether the start fails or the server dies
 * again soon.
 *
 * <p><b>Order.</b> After the first, only {@code thread} starts servers, and {@link #stop} ends that
 * thread before it stops the last of them, so that none can come up behind it. {@code current} is
 * written by that thread and read by all; {@code backoff} is that thread's own.
 */
final class Supervisor {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final Launch launch;
  private final Duration longestPause;
  private final Backoff backoff;
  private final Thread thread;
  private volatile Postmaster current;
  private volatile boolean stopping;

  /** Starts a server on the data that there are. */
  interface Launch {
    Postmaster on(Postmaster.Ports ports);
  }

  private Supervisor(Launch launch, Duration longestPause, Postmaster first) {
    this.launch = launch;
    this.longestPause = longestPause;
    this.backoff = new Backoff(FIRST_PAUSE, longestPause);
    this.current = first;
    this.thread = Thread.ofPlatform().name("postgres-supervisor").daemon().unstarted(this::run);
  }

  /**
   * Starts the first server.
   *
   * @throws dev.ringside.config.StartException where that does not start
   */
  static Supervisor start(Launch launch, Duration longestPause) {
    Supervisor made = new Supervisor(launch, longestPause, launch.on(Postmaster::freePort));
    made.thread.start();
    return made;
  }

  /** The server that runs, or was the last to run. */
  Postmaster current() {
    return current;
  }

  private void run() {
    try {
      while (!stopping) {
        long began = System.nanoTime();
        int status = current.awaitEnd();
        if (System.nanoTime() - began > longestPause.toNanos()) {
          backoff.reset();
        }
        log.warn(
            "PostgreSQL (process {}) has ended by itself, with status {}: it is started again",
            current.pid(),
            status);
        restart();
      }
    } catch (InterruptedException e) {
      // Asked to stop, by whoever stops the server too.
    }
  }

  /** Starts until there is a server. */
  private void restart() throws InterruptedException {
    while (true) {
      backoff.pause();
      try {
        current = launch.on(this::port);
        log.info("PostgreSQL runs again (process {})", current.pid());
        return;
      } catch (RuntimeException | Error e) {
        if (stopping) {
          throw new InterruptedException("asked to stop during a start");
        }
        log.warn("PostgreSQL is tried again in {} ms. {}", backoff.next().toMillis(), inOneLine(e));
      }
    }
  }

  private int port() throws IOException {
    int before = current.port();
    return Postmaster.isFree(before) ? before : Postmaster.freePort();
  }

  private static String inOneLine(Throwable e) {
    return Objects.toString(e.getMessage(), e.toString())
        .lines()
        .map(String::strip)
        .collect(Collectors.joining(" "));
  }

  /**
   * Stops the server, or the start of one. Blocks until none is left, interrupted or not: 9 s at
   * the very most.
   */
  void stop() {
    stopping = true;
    boolean interrupted = false;
    thread.interrupt();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    current.stop();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
