package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Caller;
import dev.ringside.identity.KeysChanged;
import dev.ringside.identity.Right;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Visit;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Opens the sessions of event streams and long polls. Safe for any thread. */
@ApplicationScoped
public class Streams {

  private static final int SNAPSHOT = 50;

  /** How often a right is looked at between two judgements, so that each is heard of soon. */
  private static final int LOOKS = 4;

  private final Duration look;

  private final WebSockets sessions;
  private final CatchUps catchUps;
  private final NodeRoom room;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  @Inject
  Streams(
      RingsideConfig config,
      WebSockets sessions,
      CatchUps catchUps,
      NodeRoom room,
      Metrics metrics) {
    this.look = config.identity().recheck().dividedBy(LOOKS);
    this.room = room;
    this.sessions = sessions;
    this.catchUps = catchUps;
    metrics.watch(Metric.SESSIONS, "events", () -> count(Visit.Kind.EVENTS));
    metrics.watch(Metric.SESSIONS, "poll", () -> count(Visit.Kind.POLL));
  }

  private long count(Visit.Kind kind) {
    return open.stream().filter(stream -> stream.outlet.visit().kind() == kind).count();
  }

  /**
   * A session whose frames a thread takes by itself. Closing it takes it out of the registry.
   *
   * @param outlet where the frames come out
   * @param session the session
   * @param owner what opened it
   */
  record Stream(StreamOutlet outlet, PushSession session, Streams owner) implements AutoCloseable {

    /**
     * Waits for a frame as long as the right holds, which is looked at now and then meanwhile.
     *
     * @return the frame, or null where none came in time, or the right or the stream is over
     */
    @Nullable Frame take(Duration limit, Right right) throws InterruptedException {
      long end = System.nanoTime() + limit.toNanos();
      while (true) {
        long left = Math.min(end - System.nanoTime(), owner.look.toNanos());
        Frame frame = outlet.take(Duration.ofNanos(left));
        boolean over = outlet.isClosed() || !right.holds(Instant.now());
        if (frame != null || over || System.nanoTime() >= end) {
          return frame;
        }
      }
    }

    @Override
    public void close() {
      if (owner.open.remove(this)) {
        owner.room.leave();
        owner.sessions.remove(session);
      }
    }
  }

  /**
   * Follows a log.
   *
   * @param visit who does
   * @param from the position that the client has, or null for a snapshot
   * @param caller who that is
   * @throws ProblemException a 429 where the user has too many sessions, a 503 where this node has
   */
  Stream open(Visit visit, LogName log, @Nullable Position from, Caller caller) {
    StreamOutlet outlet = new StreamOutlet(visit, caller.signIn());
    PushSession session = new PushSession(log, outlet, catchUps::add, from, SNAPSHOT, false);
    if (!room.enter()) {
      throw full();
    }
    if (!sessions.register(session)) {
      room.leave();
      throw tooMany();
    }
    Stream stream = new Stream(outlet, session, this);
    open.add(stream);
    if (draining) {
      outlet.close(CloseCode.RESTARTING);
    }
    session.start();
    return stream;
  }

  /**
   * Checks ahead of time whether a session may be opened.
   *
   * @throws ProblemException a 429 where the user has too many sessions, a 503 where this node has
   */
  void requireRoom(LogName log) {
    if (!room.hasRoom()) {
      throw full();
    }
    if (!sessions.hasRoom(log)) {
      throw tooMany();
    }
  }

  private static ProblemException full() {
    return ProblemException.of(Problem.Kind.UNAVAILABLE, NodeRoom.FULL);
  }

  private static ProblemException tooMany() {
    return ProblemException.of(
        Problem.Kind.TOO_MANY, "This user has as many sessions open as may be.");
  }

  /** Has all streams look whether they may go on. */
  void lookAgain(@Observes(notifyObserver = Reception.IF_EXISTS) KeysChanged changed) {
    open.forEach(stream -> stream.outlet().wake());
  }

  /** Ends all streams, so that their requests finish; clients come back by themselves. */
  public void drain() {
    draining = true;
    open.forEach(stream -> stream.outlet().close(CloseCode.RESTARTING));
  }
}
