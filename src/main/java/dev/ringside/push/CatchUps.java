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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what sessions missed, many of them with one query; sessions that miss the same share the
 * answer and its encoding. So a storm of reconnecting tabs costs queries by the batch. Whoever
 * comes alone is read for at once; right after a crowd, a few milliseconds let the next batch fill.
 *
 * <p><b>Order.</b> A session is in the queue, or with one reader, or neither: it comes here as it
 * begins to wait, and goes back only from the reader that took it, and only unanswered. The readers
 * are two, so that one slow batch does not hold up the next. They take turns at the queue, so that
 * a crowd is gathered once and not by each.
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

  /** So long after a crowd, more of it may come. */
  private static final int CROWD_MILLIS = 100;

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final BlockingQueue<PushSession> queue = new LinkedBlockingQueue<>();
  private final Map<LogName.Kind, LogReader> logs = new EnumMap<>(LogName.Kind.class);
  private final List<Thread> readers = new ArrayList<>();
  private final CatchUpCounts counts;
  private final long gatherNanos;
  private final long crowdNanos;
  private final ReentrantLock turn = new ReentrantLock();

  @GuardedBy("turn")
  private long crowdedUntilNanos = System.nanoTime();

  @Inject
  CatchUps(@Any Instance<LogReader> logs, Metrics metrics) {
    this(logs, metrics, GATHER_MILLIS, CROWD_MILLIS);
  }

  /**
   * @param gatherMillis how long a crowd may gather until a query has its fill
   * @param crowdMillis how long after a crowd whoever comes counts as one of another
   */
  CatchUps(Iterable<LogReader> logs, Metrics metrics, int gatherMillis, int crowdMillis) {
    gatherNanos = TimeUnit.MILLISECONDS.toNanos(gatherMillis);
    crowdNanos = TimeUnit.MILLISECONDS.toNanos(crowdMillis);
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
          List<PushSession> failed = read(sessions);
          pause = failed.isEmpty() ? FIRST_PAUSE_MILLIS : putOff(failed, pause);
        } catch (RuntimeException | Error e) {
          // No memory even to put them off. Whoever comes next must not lose this reader for it.
          sessions.forEach(CatchUps::cut);
          log.error("{} sessions were cut, which could not catch up", sessions.size(), e);
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
      if (System.nanoTime() - crowdedUntilNanos < 0) {
        gather();
      }
      queue.drainTo(sessions, MAX_SESSIONS - 1);
      crowdedUntilNanos = System.nanoTime() + (sessions.size() >= CROWD ? crowdNanos : 0);
      return sessions;
    } finally {
      turn.unlock();
    }
  }

  private void gather() throws InterruptedException {
    long end = System.nanoTime() + gatherNanos;
    while (queue.size() < MAX_QUERIES && System.nanoTime() - end < 0) {
      // A queue can be waited on for one session, not for many.
      Thread.sleep(1);
    }
  }

  /** Rests, with the sessions in the queue again, and returns how long to rest the next time. */
  private long putOff(List<PushSession> sessions, long pauseMillis) throws InterruptedException {
    sessions.stream().filter(PushSession::retryRead).forEach(queue::add);
    Thread.sleep(pauseMillis);
    return Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
  }

  /**
   * Reads for these sessions, until a read fails; whoever it had not come to is in the queue again.
   *
   * @return for whom it failed
   */
  private List<PushSession> read(List<PushSession> sessions) {
    List<PushSession> failed = List.of();
    int taken = 0;
    while (taken < sessions.size() && failed.isEmpty()) {
      Map<LogReader.Query, List<PushSession>> askers = new LinkedHashMap<>();
      while (taken < sessions.size() && askers.size() < MAX_QUERIES) {
        PushSession session = sessions.get(taken++);
        LogReader.Query query = session.beginRead();
        if (query != null) {
          askers.computeIfAbsent(query, _ -> new ArrayList<>()).add(session);
        }
      }
      failed = answer(askers);
    }
    queue.addAll(sessions.subList(taken, sessions.size()));
    return failed;
  }

  /** Answers what is asked, and returns those whose kind of log could not be read. */
  private List<PushSession> answer(Map<LogReader.Query, List<PushSession>> askers) {
    Map<LogName.Kind, List<LogReader.Query>> byKind = new EnumMap<>(LogName.Kind.class);
    for (LogReader.Query query : askers.keySet()) {
      byKind.computeIfAbsent(query.log().kind(), _ -> new ArrayList<>()).add(query);
    }
    List<PushSession> failed = new ArrayList<>();
    byKind.forEach(
        (kind, queries) -> {
          List<Answer> answers = answers(kind, queries);
          if (answers.isEmpty()) {
            queries.forEach(query -> failed.addAll(askers.getOrDefault(query, List.of())));
          }
          for (Answer each : answers) {
            List<PushSession> sessions = askers.getOrDefault(each.query, List.of());
            sessions.forEach(session -> hand(each, session));
            counts.answered(each.query, each.missed, sessions.size());
          }
        });
    return failed;
  }

  private record Answer(LogReader.Query query, LogReader.CatchUp missed, Frame frame) {}

  /** All answers, or none after a failure: who has been handed one must not be read for again. */
  private List<Answer> answers(LogName.Kind kind, List<LogReader.Query> queries) {
    try {
      LogReader reader = logs.get(kind);
      if (reader == null) {
        throw new IllegalStateException("nothing reads logs of the kind " + kind);
      }
      List<LogReader.CatchUp> missed = counts.read(reader, queries);
      List<Answer> answers = new ArrayList<>(queries.size());
      for (int i = 0; i < queries.size(); i++) {
        answers.add(new Answer(queries.get(i), missed.get(i), Frame.of(missed.get(i))));
      }
      return answers;
    } catch (DatabaseException e) {
      log.warn("{} catch-ups cannot be read yet: {}", queries.size(), e.getMessage());
    } catch (RuntimeException | Error e) {
      // A fault of ours, or no memory; whoever else has to catch up must not lose this reader.
      log.error("{} catch-ups could not be read", queries.size(), e);
    }
    return List.of();
  }

  private static void hand(Answer answer, PushSession session) {
    try {
      session.endRead(answer.missed, answer.frame);
    } catch (RuntimeException | Error e) {
      // One broken session must not keep an answer from the others.
      cut(session);
      log.error("a session was cut, which could not take what it missed", e);
    }
  }

  /** Ends it, so that its peer comes back. */
  private static void cut(PushSession session) {
    try {
      session.close(CloseCode.STALLED);
    } catch (RuntimeException | Error e) {
      // It is no follower any more, and whatever else is left of it the heartbeat ends.
    }
  }

  @PreDestroy
  void stop() {
    readers.forEach(Thread::interrupt);
  }
}
