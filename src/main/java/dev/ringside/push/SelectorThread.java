package dev.ringside.push;

import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.nio.NIOTransport;
import org.glassfish.grizzly.nio.SelectorHandler;

/** The one thread that serves a connection, for those that run elsewhere. */
final class SelectorThread {

  private SelectorThread() {}

  /**
   * Runs it after what that thread is at; at once, and here, if the thread has stopped for good.
   */
  static void run(NIOConnection connection, Runnable task) {
    ((NIOTransport) connection.getTransport())
        .getSelectorHandler()
        .enque(
            connection.getSelectorRunner(),
            () -> {
              task.run();
              return true;
            },
            new EmptyCompletionHandler<SelectorHandler.Task>() {
              @Override
              public void failed(Throwable stopped) {
                task.run();
              }
            });
  }
}
