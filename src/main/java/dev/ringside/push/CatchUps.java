package dev.ringside.push;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.log.LogName;
import dev.ringside.log.LogReader;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.DatabaseException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what sessions missed, many of them with one query; sessions that miss the same share the
 * answer and its encoding. So a storm of reconnecting tabs costs queries by the batch. Whoever
 * comes alone is read for at once; in a crowd, a few milliseconds let the next batch fill.
 *
 * <p><b>Order.</b> A session is in the queue or being read at most once, by its own state. The
 * readers are two, so that one slow batch does not hold up the next. They take turns at the queue,
 * so that a crowd is gathered once and not by each.
 */
@ApplicationScoped
class CatchUps {

  private static final Logger log = LoggerFactory.getLogger(CatchUps.class);

  private static final int READERS = 2;

  /** Sessions that are taken from the queue at a time. */
  private static final int MAX_SESSIONS = 1_024;

  /** Different questions in one query, which bounds what its answer holds in memory. */
  private static final int MAX_QUERIES = 64;

  /** So many sessions at a time are a crowd: a query for one costs as much as for four. */
  private static final int CROWD = 8;

  private static final int GATHER_MILLIS = 10;

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final BlockingQueue<PushSession> queue = new LinkedBlockingQueue<>();
  private final Map<LogName.Kind, LogReader> logs = new EnumMap<>(LogName.Kind.class);
  private final List<Thread> readers = new ArrayList<>();
  private final CatchUpCounts counts;
  private final int gatherMillis;
  private final ReentrantLock turn = new ReentrantLock();

  @GuardedBy("turn")
  private boolean crowded;

  @Inject
  CatchUps(@Any Instance<LogReader> logs, Metrics metrics) {
    this(logs, metrics, GATHER_MILLIS);
  }

  /**
   * @param gatherMillis how long a crowd may gather until a query has its fill
   */
  CatchUps(Iterable<LogReader> logs, Metrics metrics, int gatherMillis) {
    this.gatherMillis = gatherMillis;
    counts = new CatchUpCounts(metrics);
    logs.forEach(reader -> this.logs.put(reader.kind(), reader));
    for (int i = 0; i < READERS; i++) {
      readers.add(Thread.ofVirtual().name("catch-up-" + i).start(this::run));
    }
  }

  /** Has the session read for, soon. Never blocks. */
  void add(PushSession session) {
    queue.add(session);
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    try {
      while (true) {
        List<PushSession> sessions = next();
        try {
          read(sessions);
          pause = FIRST_PAUSE_MILLIS;
        } catch (DatabaseException e) {
          log.warn("{} sessions cannot catch up yet: {}", sessions.size(), e.getMessage());
          pause = putOff(sessions, pause);
        } catch (RuntimeException e) {
          // A fault of ours; whoever else has to catch up must not lose this reader for it.
          log.error("{} sessions could not catch up", sessions.size(), e);
          pause = putOff(sessions, pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for sessions that have to catch up. */
  private List<PushSession> next() throws InterruptedException {
    turn.lockInterruptibly();
    try {
      List<PushSession> sessions = new ArrayList<>();
      sessions.add(queue.take());
      for (int i = 0; crowded && i < gatherMillis && queue.size() < MAX_QUERIES; i++) {
        // A queue can be waited on for one session, not for many.
        Thread.sleep(1);
      }
      queue.drainTo(sessions, MAX_SESSIONS - 1);
      crowded = sessions.size() >= CROWD;
      return sessions;
    } finally {
      turn.unlock();
    }
  }

  /** Rests, with the sessions in the queue again, and returns how long to rest the next time. */
  private long putOff(List<PushSession> sessions, long pauseMillis) throws InterruptedException {
    sessions.stream().filter(PushSession::retryRead).forEach(queue::add);
    Thread.sleep(pauseMillis);
    return Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
  }

  private void read(List<PushSession> sessions) {
    while (!sessions.isEmpty()) {
      Map<LogReader.Query, List<PushSession>> askers = new LinkedHashMap<>();
      int taken = 0;
      while (taken < sessions.size() && askers.size() < MAX_QUERIES) {
        PushSession session = sessions.get(taken++);
        LogReader.Query query = session.beginRead();
        if (query != null) {
          askers.computeIfAbsent(query, _ -> new ArrayList<>()).add(session);
        }
      }
      answer(askers);
      // Only what is done goes; after a failure, whoever still waits is queued again.
      sessions.subList(0, taken).clear();
    }
  }

  private void answer(Map<LogReader.Query, List<PushSession>> askers) {
    Map<LogName.Kind, List<LogReader.Query>> byKind = new EnumMap<>(LogName.Kind.class);
    for (LogReader.Query query : askers.keySet()) {
      byKind.computeIfAbsent(query.log().kind(), _ -> new ArrayList<>()).add(query);
    }
    byKind.forEach(
        (kind, queries) -> {
          LogReader reader = logs.get(kind);
          if (reader == null) {
            throw new IllegalStateException("nothing reads logs of the kind " + kind);
          }
          List<LogReader.CatchUp> answers = counts.read(reader, queries);
          for (int i = 0; i < queries.size(); i++) {
            LogReader.CatchUp answer = answers.get(i);
            Frame frame = Frame.of(answer);
            List<PushSession> sessions = askers.getOrDefault(queries.get(i), List.of());
            for (PushSession session : sessions) {
              session.endRead(answer, frame);
            }
            counts.answered(queries.get(i), answer, sessions.size());
          }
        });
  }

  @PreDestroy
  void stop() {
    readers.forEach(Thread::interrupt);
  }
}
