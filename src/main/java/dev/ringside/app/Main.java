package dev.ringside.app;

import dev.ringside.config.StartException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Starts Ringside and keeps it running until the process is asked to stop. */
public final class Main {

  /** The exit status of a start that failed. */
  private static final int FAILED = 1;

  /** The exit status of a command that is none. */
  private static final int MISUSED = 2;

  private static final String RENEW_EPOCHS = "renew-epochs";
  private static final String GRANT_OUTBOX = "grant-outbox";

  private static final int LONGEST_START_SECONDS = 8;

  private Main() {}

  /**
   * Without an argument it serves; everything else is a setting. {@code renew-epochs} is for after
   * a restore of the database: positions of before are good for nothing then. {@code grant-outbox}
   * lets a role of the database insert into the outbox.
   */
  public static void main(String[] arguments) {
    // Jersey, Grizzly and Tyrus log by java.util.logging; one log is enough.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    if (arguments.length == 0) {
      serve();
    } else if (arguments.length == 1 && arguments[0].equals(RENEW_EPOCHS)) {
      renewEpochs();
    } else if (arguments.length == 2 && arguments[0].equals(GRANT_OUTBOX)) {
      grantOutbox(arguments[1]);
    } else {
      System.err.println(
          "ringside: '%s' is no command. There is %s, and %s ROLE; without any, Ringside serves."
              .formatted(String.join(" ", arguments), RENEW_EPOCHS, GRANT_OUTBOX));
      System.exit(MISUSED);
    }
  }

  private static void renewEpochs() {
    run("renew the epochs", Ringside::renewEpochs);
    System.out.println("All epochs are renewed: every client will take a fresh snapshot.");
  }

  private static void grantOutbox(String role) {
    run("grant the outbox", () -> Ringside.grantOutbox(role));
    System.out.println(
        "The role %s may insert into the outbox, and was granted nothing else.".formatted(role));
  }

  private static void run(String what, Runnable command) {
    try {
      command.run();
    } catch (StartException e) {
      System.err.println("ringside cannot " + what + ": " + e.getMessage());
      System.exit(FAILED);
    }
  }

  private static void serve() {
    CompletableFuture<Ringside> started = new CompletableFuture<>();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(started)));
    try {
      started.complete(Ringside.start(System.out));
      // All of Ringside's threads are daemons, so that none of them can hold up a stop.
      Thread.currentThread().join();
    } catch (StartException e) {
      started.cancel(false);
      System.err.println("ringside cannot start: " + e.getMessage());
      System.exit(FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      started.cancel(false);
    }
  }

  /**
   * Stops what was started. A stop that is asked for during the start waits for that, since half a
   * start leaves a PostgreSQL behind.
   */
  private static void stop(CompletableFuture<Ringside> started) {
    try {
      started.get(LONGEST_START_SECONDS, TimeUnit.SECONDS).close();
    } catch (CancellationException | ExecutionException | TimeoutException e) {
      // The start has failed and tidied up, or hangs: the next one stops what it left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
