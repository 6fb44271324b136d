package dev.ringside.app;

import dev.ringside.config.StartException;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Starts Ringside and keeps it running until the process is asked to stop. */
public final class Main {

  /** The exit status of a start that failed. */
  private static final int FAILED = 1;

  private Main() {}

  /** Takes no arguments: everything is a setting. */
  public static void main(String[] arguments) {
    // Jersey, Grizzly and Tyrus log by java.util.logging; one log is enough.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    try {
      Ringside ringside = Ringside.start(System.out);
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(ringside::close));
      // All of Ringside's threads are daemons, so that none of them can hold up a stop.
      Thread.currentThread().join();
    } catch (StartException e) {
      System.err.println("ringside cannot start: " + e.getMessage());
      System.exit(FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
