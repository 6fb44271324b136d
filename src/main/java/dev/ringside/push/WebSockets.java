package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.Visitors;
import dev.ringside.log.Change;
import dev.ringside.log.Delivery;
import dev.ringside.log.LogName;
import dev.ringside.log.Presence;
import dev.ringside.log.Signal;
import dev.ringside.log.Visit;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The registry: which sessions follow which log, so for a user's inbox all tabs that the user has
 * open on this node. It registers sessions, prunes those that have closed, and delivers to them
 * what was committed.
 *
 * <p><b>Order.</b> {@link ConcurrentHashMap#compute} orders registering and removing for one log;
 * the lists in it are immutable, so delivery reads them without a lock. A session is registered
 * before its first catch-up begins: of a change that is delivered in between, it hears.
 */
@ApplicationScoped
public class WebSockets implements Delivery {

  private final ConcurrentHashMap<LogName, List<PushSession>> sessions = new ConcurrentHashMap<>();
  private final List<DeliveryLane> lanes = new ArrayList<>();
  private final EndedSignIns ended = new EndedSignIns();
  private final Presence presence;
  private final Visitors visitors;
  private final int maxPerUser;
  private final Counter overflows;

  /** Set before there is a session. */
  private volatile Consumer<Signal> onPresence = _ -> {};

  @Inject
  WebSockets(RingsideConfig config, Presence presence, Visitors visitors, Metrics metrics) {
    this.presence = presence;
    this.visitors = visitors;
    maxPerUser = config.sessions().perUser() == 0 ? Integer.MAX_VALUE : config.sessions().perUser();
    overflows = metrics.counter(Metric.LANE_OVERFLOWS);
    Timer latency = metrics.timer(Metric.PUSH_LATENCY);
    for (int i = 0; i < config.sessions().lanes(); i++) {
      lanes.add(new DeliveryLane(i, this::followers, this::suspectAll, latency));
    }
    metrics.watch(Metric.SESSIONS_BEHIND, this::countBehind);
  }

  private long countBehind() {
    return sessions.values().stream().flatMap(List::stream).filter(PushSession::isBehind).count();
  }

  /**
   * Adds a session.
   *
   * @return false where its user has as many as may be, and it was not added
   */
  boolean register(PushSession session) {
    List<PushSession> now =
        sessions.compute(
            session.log(),
            (_, present) -> {
              if (present == null) {
                return List.of(session);
              }
              return present.size() < limit(session.log()) ? with(present, session) : present;
            });
    boolean added = now.getLast() == session;
    if (added && ended.contains(session.signIn())) {
      // What was told before it was registered, it has not heard.
      session.close(CloseCode.SIGNED_OUT);
    }
    if (added) {
      changed(session.log());
    }
    return added;
  }

  /** Users of a room are counted by {@link dev.ringside.room.Attendance}. */
  private void changed(LogName log) {
    if (log.kind() == LogName.Kind.INBOX) {
      presence.changed(log);
    }
  }

  private int limit(LogName log) {
    return log.kind() == LogName.Kind.INBOX ? maxPerUser : Integer.MAX_VALUE;
  }

  /** Sets who hears of who is in rooms. Called before there is a session; must not block. */
  void onPresence(Consumer<Signal> listener) {
    onPresence = listener;
  }

  /** Whether another session of this log would be let in now. */
  boolean hasRoom(LogName log) {
    return count(log) < maxPerUser;
  }

  private static List<PushSession> with(List<PushSession> present, PushSession session) {
    PushSession[] longer = present.toArray(new PushSession[present.size() + 1]);
    longer[present.size()] = session;
    return List.of(longer);
  }

  /** Removes a session that has ended; one that is not there does no harm. */
  void remove(PushSession session) {
    session.end();
    sessions.computeIfPresent(
        session.log(),
        (_, present) -> {
          List<PushSession> left = present.stream().filter(each -> each != session).toList();
          return left.isEmpty() ? null : left;
        });
    changed(session.log());
  }

  private List<PushSession> followers(LogName log) {
    return sessions.getOrDefault(log, List.of());
  }

  @Override
  public Set<LogName> followed() {
    return Set.copyOf(sessions.keySet());
  }

  /** Does something with each session of a log. */
  void forEach(LogName log, Consumer<PushSession> action) {
    followers(log).forEach(action);
  }

  @Override
  public void deliver(List<Change> changes) {
    for (Change change : changes) {
      if (sessions.containsKey(change.log())) {
        lane(change.log()).add(change);
      }
    }
  }

  private DeliveryLane lane(LogName log) {
    return lanes.get(Math.floorMod(log.hashCode(), lanes.size()));
  }

  private void suspectAll(DeliveryLane overflown) {
    overflows.increment();
    for (LogName log : followed()) {
      if (lane(log) == overflown) {
        forEach(log, PushSession::suspect);
      }
    }
  }

  @Override
  public void signal(Signal signal) {
    switch (signal) {
      case Signal.Erased erased -> erased(erased);
      case Signal.Suspect suspect -> forEach(suspect.log(), PushSession::suspect);
      case Signal.SignInEnded over -> {
        ended.add(over.signIn());
        forEach(over.log(), s -> s.signInEnded(over.signIn()));
      }
      case Signal.Moved moved -> forEach(moved.log(), s -> s.hear(moved.to()));
      case Signal.SignedOut out -> signOut(out);
      case Signal.Removed out -> forEach(out.log(), s -> s.removed(out));
      case Signal.Present _, Signal.Typing _ -> onPresence.accept(signal);
      case Signal.Called _ -> {} // This node answers for itself when it is asked.
    }
  }

  private void erased(Signal.Erased erased) {
    forEach(erased.log(), session -> session.leave(erased.epoch()));
    if (erased.log().kind() == LogName.Kind.INBOX) {
      visitors.forget(erased.log().id());
    }
  }

  private void signOut(Signal.SignedOut out) {
    boolean all = out.session().equals(Signal.SignedOut.ALL);
    for (PushSession session : followers(out.log())) {
      if (all || session.visit().id().equals(out.session())) {
        session.close(CloseCode.SIGNED_OUT);
      }
    }
  }

  @Override
  public int count(LogName log) {
    return followers(log).size();
  }

  @Override
  public List<Visit> visits(LogName log) {
    return followers(log).stream().map(PushSession::visit).toList();
  }

  @PreDestroy
  void stop() {
    lanes.forEach(DeliveryLane::close);
  }
}
