package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.LogName;
import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import dev.ringside.persistence.DatabaseException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares, every few seconds, the logs that are followed here with the positions of their
 * sessions. Whatever a broker lost costs that delay and no more. One virtual thread of its own.
 */
@ApplicationScoped
public class Reconciliation {

  private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

  private static final int LOGS_PER_QUERY = 1_000;

  private final WebSockets sessions;
  private final List<LogReader> logs = new ArrayList<>();
  private final Duration period;
  private final Thread thread;

  @Inject
  Reconciliation(RingsideConfig config, WebSockets sessions, @Any Instance<LogReader> logs) {
    this.sessions = sessions;
    this.period = config.sessions().reconcile();
    logs.forEach(this.logs::add);
    this.thread = Thread.ofVirtual().name("reconciliation").unstarted(this::run);
  }

  /** Starts to compare. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(period);
        try {
          compare();
        } catch (DatabaseException e) {
          log.warn("the heads cannot be compared yet: {}", e.getMessage());
        } catch (RuntimeException e) {
          // A fault of ours must not end what heals everybody else's.
          log.error("the heads could not be compared", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void compare() {
    for (LogReader reader : logs) {
      List<LogName> followed =
          sessions.followed().stream().filter(name -> name.kind() == reader.kind()).toList();
      for (int from = 0; from < followed.size(); from += LOGS_PER_QUERY) {
        int to = Math.min(from + LOGS_PER_QUERY, followed.size());
        Map<LogName, Position> heads = reader.heads(followed.subList(from, to));
        heads.forEach((name, head) -> sessions.forEach(name, s -> s.compare(head)));
      }
    }
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
