package dev.ringside.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction for all who wait. Operations that arrive while a transaction is running wait for
 * the next one and go in together; each is answered on its own, after the commit.
 *
 * <p>A batch that the database refuses is halved until the operation that spoils it stands alone
 * and fails its own caller. Operations whose rows somebody else has locked are set aside and tried
 * with each batch that follows, ahead of later ones, until their time is up. A database that does
 * not answer fails everybody with a 503.
 *
 * <p><b>Order.</b> One thread writes, in order of arrival. {@code lock} guards the queue and its
 * counters; it is never held over I/O or while answering. An answer is given once, because a {@link
 * CompletableFuture} is completed once: the writer and the {@link Deadline} race for it, and the
 * writer passes over operations that the deadline has failed already.
 *
 * @param <O> an operation
 * @param <R> what it is answered
 */
public final class GroupCommit<O, R> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  /** How long set-aside operations rest when there is nothing else to write. */
  private static final long REST_MILLIS = 5;

  private final RingsideConfig.Writer settings;
  private final Batch<O, R> batch;
  private final Counter refused;
  private final Thread writer;
  private final Deadline deadline;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<Waiting<O, R>> queue = new ArrayDeque<>();

  /** What waits and what is being written, in order of arrival, for the deadline. */
  @GuardedBy("lock")
  private final Deque<Waiting<O, R>> unanswered = new ArrayDeque<>();

  @GuardedBy("lock")
  private long waitingBytes;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Commits operations: what differs between one kind of log and another.
   *
   * @param <O> an operation
   * @param <R> what it is answered
   */
  public interface Batch<O, R> {

    /**
     * Writes operations in one transaction, commits it, and tells the broker.
     *
     * @param passing whether to go on at once without rows that somebody else has locked, instead
     *     of waiting for them a short while
     * @return for each operation in its place what to answer, or null where its rows are locked
     * @throws DatabaseException where nothing, or nobody knows what, was committed
     */
    List<@Nullable R> commit(List<O> operations, boolean passing);

    /** A commit went out and no answer came: followers have to look what became of it. */
    void outcomeUnknown(List<O> operations);
  }

  /**
   * What is held at a time.
   *
   * @param rows operations
   * @param bytes about how much they are
   */
  public record Held(int rows, long bytes) {}

  private record Waiting<O, R>(
      O operation, long bytes, long deadlineNanos, Executor home, CompletableFuture<R> answer) {}

  private record Done<O, R>(Waiting<O, R> waiting, R result) {}

  /**
   * Makes the writer.
   *
   * @param name what its thread bears
   * @param refused counts what is refused at once, as too much waits
   */
  public GroupCommit(
      String name, RingsideConfig.Writer settings, Batch<O, R> batch, Counter refused) {
    this.settings = settings;
    this.batch = batch;
    this.refused = refused;
    this.writer = Thread.ofPlatform().name(name + "-writer").daemon().unstarted(this::write);
    this.deadline = new Deadline(name, settings.timeout());
  }

  /** Starts to write. */
  public void start() {
    writer.start();
    deadline.start();
  }

  /**
   * Hands in an operation.
   *
   * @param bytes about how much it is, for the cap on what may wait
   * @param home where its answer is completed; answers of one batch that share a home are completed
   *     in one task
   * @return its answer, after the commit; or, exceptionally, a {@link ProblemException}: a 503
   *     where the operation is not known to be stored
   */
  public CompletableFuture<R> submit(O operation, long bytes, Executor home) {
    var waiting =
        new Waiting<O, R>(
            operation,
            bytes,
            System.nanoTime() + settings.timeout().toNanos(),
            home,
            new CompletableFuture<>());
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(unavailable("Ringside is stopping."));
      }
      if (queue.size() >= settings.waitingRows() || waitingBytes > settings.waitingBytes()) {
        refused.increment();
        return CompletableFuture.failedFuture(
            unavailable("Too many changes are waiting for the database."));
      }
      queue.addLast(waiting);
      unanswered.addLast(waiting);
      waitingBytes += bytes;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    return waiting.answer;
  }

  /** What is held now. */
  public Held held() {
    lock.lock();
    try {
      return new Held(queue.size(), waitingBytes);
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    List<Waiting<O, R>> aside = new ArrayList<>();
    while (true) {
      List<Waiting<O, R>> next = take(aside);
      if (next.isEmpty()) {
        return;
      }
      boolean passing = !aside.isEmpty();
      aside = new ArrayList<>();
      try {
        commit(next, passing, aside);
      } catch (RuntimeException | Error e) {
        // A fault of ours: these callers are told so, and the writer lives on for the others.
        log.error("a batch of {} could not be written", next.size(), e);
        answer(next, each -> each.answer.completeExceptionally(e));
      }
    }
  }

  /** Waits for work and takes as much as one transaction may hold, what was set aside first. */
  private List<Waiting<O, R>> take(List<Waiting<O, R>> aside) {
    List<Waiting<O, R>> taken = new ArrayList<>(aside);
    lock.lock();
    try {
      long rest = aside.isEmpty() ? 0 : TimeUnit.MILLISECONDS.toNanos(REST_MILLIS);
      while (rest > 0 && queue.isEmpty()) {
        rest = arrived.awaitNanos(rest);
      }
      while (true) {
        while (taken.size() < settings.batchRows() && !queue.isEmpty()) {
          Waiting<O, R> each = queue.removeFirst();
          waitingBytes -= each.bytes;
          taken.add(each);
        }
        // Whom the deadline has answered already must not be stored without need.
        taken.removeIf(each -> each.answer.isDone());
        if (!taken.isEmpty() || closed) {
          return taken;
        }
        arrived.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Waiting<O, R>> waiting, boolean passing, List<Waiting<O, R>> aside) {
    List<O> operations = waiting.stream().map(Waiting::operation).toList();
    List<@Nullable R> results;
    try {
      results = batch.commit(operations, passing);
    } catch (DatabaseException e) {
      recover(waiting, operations, passing, aside, e);
      return;
    }
    List<Done<O, R>> done = new ArrayList<>(waiting.size());
    for (int i = 0; i < waiting.size(); i++) {
      R result = results.get(i);
      if (result == null) {
        aside.add(waiting.get(i));
      } else {
        done.add(new Done<>(waiting.get(i), result));
      }
    }
    atHome(done, each -> each.waiting.home, each -> each.waiting.answer.complete(each.result));
  }

  private void recover(
      List<Waiting<O, R>> waiting,
      List<O> operations,
      boolean passing,
      List<Waiting<O, R>> aside,
      DatabaseException failure) {
    switch (failure.kind()) {
      case CONTENDED -> {
        if (!passing) {
          commit(waiting, true, aside);
        } else if (waiting.size() > 1) {
          commitHalves(waiting, true, aside);
        } else {
          aside.addAll(waiting);
        }
      }
      case REFUSED -> {
        if (waiting.size() > 1) {
          commitHalves(waiting, passing, aside);
        } else {
          log.error("the database refused a change", failure);
          answer(waiting, each -> each.answer.completeExceptionally(failure));
        }
      }
      case UNAVAILABLE -> fail(waiting, "The database does not answer; nothing was stored.");
      case UNKNOWN_OUTCOME -> {
        batch.outcomeUnknown(operations);
        fail(
            waiting,
            "The database did not answer the commit, so this may be stored or not;"
                + " repeated with the same Idempotency-Key it is stored once.");
      }
    }
  }

  private void commitHalves(
      List<Waiting<O, R>> waiting, boolean passing, List<Waiting<O, R>> aside) {
    int half = waiting.size() / 2;
    commit(waiting.subList(0, half), passing, aside);
    commit(waiting.subList(half, waiting.size()), passing, aside);
  }

  private void fail(List<Waiting<O, R>> waiting, String why) {
    log.warn("{} changes failed: {}", waiting.size(), why);
    answer(waiting, each -> each.answer.completeExceptionally(unavailable(why)));
  }

  private void answer(List<Waiting<O, R>> waiting, Consumer<Waiting<O, R>> how) {
    atHome(waiting, Waiting::home, how);
  }

  /** Does something with each on its caller's home, for all of one home in one task. */
  private static <T> void atHome(List<T> all, Function<T, Executor> home, Consumer<T> how) {
    IdentityHashMap<Executor, List<T>> homes = new IdentityHashMap<>();
    for (T each : all) {
      homes.computeIfAbsent(home.apply(each), _ -> new ArrayList<>()).add(each);
    }
    homes.forEach((place, residents) -> place.execute(() -> residents.forEach(how)));
  }

  private static ProblemException unavailable(String why) {
    return ProblemException.of(Problem.Kind.UNAVAILABLE, "%s", why);
  }

  /** Writes what waits, then stops. Blocks for as long as that takes, bounded by the deadline. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    try {
      writer.join(settings.timeout().plusSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deadline.interrupt();
  }

  /** Fails what has waited for too long, whatever the writer is waiting for. */
  private final class Deadline extends Thread {

    private final long tickMillis;

    Deadline(String name, Duration timeout) {
      super(name + "-deadline");
      setDaemon(true);
      tickMillis = Math.clamp(timeout.toMillis() / 10, 1, 100);
    }

    @Override
    public void run() {
      try {
        while (true) {
          Thread.sleep(tickMillis);
          List<Waiting<O, R>> late = late();
          if (!late.isEmpty()) {
            fail(
                late,
                "The database took too long, so this may be stored or not; repeated with the same"
                    + " Idempotency-Key it is stored once.");
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** All wait equally long, so the late ones stand in front. */
    private List<Waiting<O, R>> late() {
      long now = System.nanoTime();
      List<Waiting<O, R>> late = new ArrayList<>();
      lock.lock();
      try {
        while (!unanswered.isEmpty()) {
          Waiting<O, R> oldest = unanswered.peekFirst();
          boolean done = oldest.answer.isDone();
          if (!done && oldest.deadlineNanos - now > 0) {
            break;
          }
          unanswered.removeFirst();
          if (!done) {
            late.add(oldest);
          }
        }
      } finally {
        lock.unlock();
      }
      return late;
    }
  }
}
