package dev.ringside.log;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.Backlog.Waiting;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
 * <p><b>Order.</b> One thread writes, in order of arrival. What waits is in the {@link Backlog},
 * which has a lock of its own. An answer is given once, because a {@link CompletableFuture} is
 * completed once: the writer and the {@link Deadline} race for it, and the writer passes over
 * operations that the deadline has failed already.
 *
 * @param <O> an operation
 * @param <R> what it is answered
 */
public final class GroupCommit<O, R> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private static final String LATE =
      "The database took too long, so this may be stored or not; a publish that is"
          + " repeated with the same Idempotency-Key is stored once.";

  /** How long set-aside operations rest when there is nothing else to write. */
  private static final long REST_MILLIS = 5;

  private final RingsideConfig.Writer settings;
  private final Backlog<O, R> backlog;
  private final Batch<O, R> batch;
  private final Counter refused;
  private final Thread writer;
  private final Deadline deadline;

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
   * What is held at a time: what waits, what was set aside, and what is in the transaction.
   *
   * @param rows operations; never more than may wait
   * @param bytes about how much they are; more than may wait only where one alone is larger
   */
  public record Held(int rows, long bytes) {}

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
    this.backlog = new Backlog<>(settings);
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
        new Waiting<O, R>(operation, bytes, home, System.nanoTime() + settings.timeout().toNanos());
    return switch (backlog.admit(waiting)) {
      case null -> waiting.answer();
      case CLOSED -> CompletableFuture.failedFuture(unavailable("Ringside is stopping."));
      case FULL -> {
        refused.increment();
        yield CompletableFuture.failedFuture(
            unavailable("Too many changes are waiting for the database; nothing was stored."));
      }
    };
  }

  /** What is held now. */
  public Held held() {
    return backlog.held();
  }

  private void write() {
    List<Waiting<O, R>> aside = new ArrayList<>();
    while (true) {
      List<Waiting<O, R>> next;
      try {
        next = backlog.take(aside, REST_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
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
        answer(next, each -> each.answer().completeExceptionally(e));
      }
    }
  }

  private void commit(List<Waiting<O, R>> all, boolean passing, List<Waiting<O, R>> aside) {
    List<Waiting<O, R>> waiting = new ArrayList<>(all);
    backlog.dropAnswered(waiting);
    if (waiting.isEmpty()) {
      return;
    }
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
    backlog.release(done.stream().map(Done::waiting).toList());
    atHome(done, each -> each.waiting.home(), each -> each.waiting.answer().complete(each.result));
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
          answer(waiting, each -> each.answer().completeExceptionally(failure));
        }
      }
      case UNAVAILABLE -> fail(waiting, "The database does not answer; nothing was stored.");
      case FULL -> fail(waiting, "The disk of the database is full; nothing was stored.");
      case UNKNOWN_OUTCOME -> {
        batch.outcomeUnknown(operations);
        fail(
            waiting,
            "The database did not answer the commit, so this may be stored or not;"
                + " a publish that is repeated with the same Idempotency-Key is stored once.");
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
    answer(waiting, each -> each.answer().completeExceptionally(unavailable(why)));
  }

  /** Answers what the writer is done with. */
  private void answer(List<Waiting<O, R>> waiting, Consumer<Waiting<O, R>> how) {
    backlog.release(waiting);
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
    backlog.close();
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
          List<Waiting<O, R>> late = backlog.late();
          if (!late.isEmpty()) {
            log.warn("{} changes failed: {}", late.size(), LATE);
            atHome(
                late,
                Waiting::home,
                each -> each.answer().completeExceptionally(unavailable(LATE)));
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
