package dev.ringside.push;

import dev.ringside.identity.Caller;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Opens the sessions of event streams and long polls. Safe for any thread. */
@ApplicationScoped
public class Streams {

  private static final int SNAPSHOT = 50;

  private final WebSockets sessions;
  private final CatchUps catchUps;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  @Inject
  Streams(WebSockets sessions, CatchUps catchUps, Metrics metrics) {
    this.sessions = sessions;
    this.catchUps = catchUps;
    metrics.watch(Metric.SESSIONS, "events", () -> count(Kind.EVENTS));
    metrics.watch(Metric.SESSIONS, "poll", () -> count(Kind.POLL));
  }

  /** What a stream is to its client. */
  enum Kind {
    EVENTS,
    POLL
  }

  private long count(Kind kind) {
    return open.stream().filter(stream -> stream.kind == kind).count();
  }

  /**
   * A session whose frames a thread takes by itself. Closing it takes it out of the registry.
   *
   * @param kind what it is to its client
   * @param outlet where the frames come out
   * @param session the session
   * @param owner what opened it
   */
  record Stream(Kind kind, StreamOutlet outlet, PushSession session, Streams owner)
      implements AutoCloseable {

    @Override
    public void close() {
      owner.open.remove(this);
      owner.sessions.remove(session);
    }
  }

  /**
   * Follows a log.
   *
   * @param from the position that the client has, or null for a snapshot
   * @param caller who follows
   * @throws ProblemException a 429 where the user has too many sessions
   */
  Stream open(Kind kind, LogName log, @Nullable Position from, Caller caller) {
    StreamOutlet outlet = new StreamOutlet(caller.signIn());
    PushSession session = new PushSession(log, outlet, catchUps::add, from, SNAPSHOT, false);
    if (!sessions.register(session)) {
      throw tooMany();
    }
    Stream stream = new Stream(kind, outlet, session, this);
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
   * @throws ProblemException a 429 where the user has too many sessions
   */
  void requireRoom(LogName log) {
    if (!sessions.hasRoom(log)) {
      throw tooMany();
    }
  }

  private static ProblemException tooMany() {
    return ProblemException.of(
        Problem.Kind.TOO_MANY, "This user has as many sessions open as may be.");
  }

  /** Ends all streams, so that their requests finish; clients come back by themselves. */
  public void drain() {
    draining = true;
    open.forEach(stream -> stream.outlet().close(CloseCode.RESTARTING));
  }
}
