package dev.ringside.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.nio.SelectorHandler;
import org.glassfish.grizzly.nio.SelectorRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The homes of connections: one executor for each selector thread, always the same object, so that
 * answers can be grouped by it. Safe for any thread.
 *
 * <p>A task given by the selector thread itself runs at once, within the call.
 */
final class Homes {

  private static final Logger LOG = LoggerFactory.getLogger(Homes.class);

  private final ConcurrentHashMap<SelectorRunner, Executor> homes = new ConcurrentHashMap<>();

  Executor of(NIOConnection connection) {
    SelectorHandler handler =
        ((org.glassfish.grizzly.nio.NIOTransport) connection.getTransport()).getSelectorHandler();
    return homes.computeIfAbsent(
        connection.getSelectorRunner(), runner -> task -> run(handler, runner, task));
  }

  private static void run(SelectorHandler handler, SelectorRunner runner, Runnable task) {
    handler.execute(
        runner,
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) {
            LOG.error("A task failed on a selector thread.", e);
          }
          return true;
        },
        null);
  }
}
