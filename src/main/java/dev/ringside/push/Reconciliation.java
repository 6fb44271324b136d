package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.LogName;
import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import dev.ringside.log.Seat;
import dev.ringside.log.Signal;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Generation;
import dev.ringside.persistence.Transactions;
import dev.ringside.room.Attendance;
import io.micrometer.core.instrument.Counter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares, every few seconds, the logs that are followed here with the positions of their
 * sessions. Whatever a broker lost costs that delay and no more. What is still on its way is given
 * some time to arrive, so that it is not taken for lost. One virtual thread of its own.
 */
@ApplicationScoped
public class Reconciliation {

  private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

  private static final int LOGS_PER_QUERY = 1_000;

  private final WebSockets sessions;
  private final List<LogReader> logs = new ArrayList<>();
  private final Transactions transactions;
  private final Attendance attendance;
  private final RoomPresence presence;
  private final Counter healed;
  private final Duration period;
  private final Duration grace;
  private final Thread thread;

  @Inject
  Reconciliation(
      RingsideConfig config,
      WebSockets sessions,
      Transactions transactions,
      Attendance attendance,
      RoomPresence presence,
      Metrics metrics,
      @Any Instance<LogReader> logs) {
    this.sessions = sessions;
    this.transactions = transactions;
    this.attendance = attendance;
    this.presence = presence;
    this.healed = metrics.counter(Metric.LOSSES_HEALED);
    this.period = config.sessions().reconcile();
    this.grace = config.sessions().reconcileGrace();
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
          presence.lookAgain();
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

  /**
   * A session whose position was not the head that was read after it.
   *
   * @param before where the session stood before the head was read
   */
  private record Doubt(PushSession session, Position before, Position head) {

    /** Whether the log itself has lost what a session was sent. */
    boolean isOfLostHistory() {
      return before.epoch().equals(head.epoch()) && before.revision() > head.revision();
    }
  }

  private void compare() throws InterruptedException {
    List<Doubt> doubts = new ArrayList<>();
    for (LogReader reader : logs) {
      List<LogName> followed =
          sessions.followed().stream().filter(name -> name.kind() == reader.kind()).toList();
      for (int from = 0; from < followed.size(); from += LOGS_PER_QUERY) {
        int to = Math.min(from + LOGS_PER_QUERY, followed.size());
        doubts.addAll(doubts(reader, followed.subList(from, to)));
      }
    }
    Set<Seat> outsiders = attendance.outsiders().keySet();
    if (doubts.isEmpty() && outsiders.isEmpty()) {
      return;
    }
    if (doubts.stream().anyMatch(Doubt::isOfLostHistory)) {
      transactions.run(Generation::renew);
    }
    Thread.sleep(grace);
    doubts.forEach(this::settle);
    if (!outsiders.isEmpty()) {
      endStillOutside(outsiders);
    }
  }

  /** Of an end, too, the word may have been lost. */
  private void endStillOutside(Set<Seat> outsiders) {
    attendance
        .outsiders()
        .forEach(
            (seat, head) -> {
              if (outsiders.contains(seat)) {
                healed.increment();
                sessions.signal(
                    new Signal.Removed(
                        LogName.room(seat.room()), seat.user(), RoomSession.REMOVED, head));
              }
            });
  }

  private List<Doubt> doubts(LogReader reader, List<LogName> followed) {
    Map<PushSession, Position> before = new HashMap<>();
    for (LogName name : followed) {
      sessions.forEach(
          name,
          session -> {
            Position position = session.livePosition();
            if (position != null) {
              before.put(session, position);
            }
          });
    }
    Map<LogName, Position> heads = reader.heads(followed);
    List<Doubt> doubts = new ArrayList<>();
    before.forEach(
        (session, position) -> {
          Position head = heads.getOrDefault(session.log(), Position.NONE);
          if (!head.equals(position)) {
            doubts.add(new Doubt(session, position, head));
          }
        });
    return doubts;
  }

  private void settle(Doubt doubt) {
    if (doubt.session().compare(doubt.before(), doubt.head())) {
      healed.increment();
      log.debug("a session of {} had missed what led to {}", doubt.session().log(), doubt.head());
    }
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
