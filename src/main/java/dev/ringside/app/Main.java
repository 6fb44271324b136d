package dev.ringside.app;

import dev.ringside.cli.Program;
import dev.ringside.cli.RingsideCommand;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Starts Ringside and keeps it running until the process is asked to stop. */
public final class Main implements Program {

  private static final int LONGEST_START_SECONDS = 8;

  private Main() {}

  /** Without an argument it serves; {@code --help} tells of the commands that there are. */
  public static void main(String[] arguments) {
    System.exit(RingsideCommand.run(new Main(), arguments));
  }

  @Override
  public void serve() {
    bridgeLogs();
    CompletableFuture<Ringside> started = new CompletableFuture<>();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(started)));
    try {
      started.complete(Ringside.start(System.out));
      // All of Ringside's threads are daemons, so that none of them can hold up a stop.
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      started.cancel(false);
    }
  }

  @Override
  public void renewEpochs() {
    bridgeLogs();
    Ringside.renewEpochs();
  }

  /** Jersey, Grizzly and Tyrus log by java.util.logging; one log is enough. */
  private static void bridgeLogs() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
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
