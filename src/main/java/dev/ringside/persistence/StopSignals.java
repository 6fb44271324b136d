package dev.ringside.persistence;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a PostgreSQL server: with SIGINT, which ends its connections and writes everything to its
 * tables; if that takes too long with SIGQUIT, after which its next start recovers from the log
 * that it keeps; and in the end with SIGKILL. None of them loses what was committed.
 */
final class StopSignals {

  private static final Logger log = LoggerFactory.getLogger(StopSignals.class);

  private record Step(String signal, Duration patience) {}

  /** Together below the ten seconds in which Ringside stops. */
  private static final List<Step> STEPS =
      List.of(
          new Step("INT", Duration.ofSeconds(6)),
          new Step("QUIT", Duration.ofSeconds(2)),
          new Step("KILL", Duration.ofSeconds(1)));

  private StopSignals() {}

  /** Blocks until the server has stopped, interrupted or not; false if it does not stop. */
  static boolean stop(ProcessHandle server) {
    for (Step step : STEPS) {
      if (!server.isAlive()) {
        return true;
      }
      send(server, step.signal());
      if (ends(server.onExit(), step.patience())) {
        return true;
      }
      log.warn("PostgreSQL (process {}) did not stop on SIG{}", server.pid(), step.signal());
    }
    return !server.isAlive();
  }

  private static void send(ProcessHandle server, String signal) {
    try {
      Process shell =
          Command.prepare(
                  Path.of("/"),
                  List.of(
                      "/bin/sh",
                      "-c",
                      "kill -s \"$0\" \"$1\"",
                      signal,
                      Long.toString(server.pid())))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      // Not by its handle, which may end before the exit value is there.
      if (ends(shell.onExit(), Duration.ofSeconds(1)) && shell.exitValue() == 0) {
        return;
      }
    } catch (IOException e) {
      log.debug("No shell to send SIG{} with", signal, e);
    }
    // The signals that Java itself can send.
    if (signal.equals("KILL")) {
      server.destroyForcibly();
    } else {
      server.destroy();
    }
  }

  private static boolean ends(CompletableFuture<?> exit, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          exit.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return true;
        } catch (InterruptedException e) {
          interrupted = true; // The server must be stopped all the same.
        } catch (ExecutionException | TimeoutException e) {
          return exit.isDone();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
