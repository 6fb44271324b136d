package dev.ringside.inbox;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.log.Change;
import dev.ringside.log.CountedBatch;
import dev.ringside.log.GroupCommit;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.FieldErrors;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The rule of the main path: a change is committed together with whoever else waits, then handed to
 * the broker, then answered. Never blocks the caller; safe for any thread.
 */
@ApplicationScoped
public class InboxService {

  private final GroupCommit<Accepted, Outcome> commits;
  private final OutcomeCounts counts;
  private final Later later;

  @Inject
  InboxService(
      RingsideConfig config,
      Transactions transactions,
      InboxWriter writer,
      AfterCommit after,
      Later later,
      Metrics metrics) {
    this.later = later;
    counts = new OutcomeCounts(metrics);
    commits =
        new GroupCommit<>(
            "inbox",
            config.writer(),
            new CountedBatch<>(new InboxBatch(transactions, writer, after), metrics),
            metrics.counter(Metric.WRITER_REFUSED));
    metrics.watch(Metric.WRITER_WAITING_OPERATIONS, () -> commits.held().rows());
    metrics.watch(Metric.WRITER_WAITING_BYTES, () -> commits.held().bytes());
    commits.start();
  }

  /** An operation and when it was handed in, by {@link System#nanoTime}. */
  private record Accepted(InboxOperation operation, long nanos) {}

  /** One transaction for a batch of operations, and what follows its commit. */
  private record InboxBatch(Transactions transactions, InboxWriter writer, AfterCommit after)
      implements GroupCommit.Batch<Accepted, Outcome> {

    @Override
    public List<@Nullable Outcome> commit(List<Accepted> accepted, boolean passing) {
      List<InboxOperation> operations = accepted.stream().map(Accepted::operation).toList();
      InboxWriter.Locks locks = passing ? InboxWriter.Locks.PASS : InboxWriter.Locks.WAIT;
      InboxWriter.Applied applied =
          transactions.run(transaction -> writer.apply(transaction, operations, locks));
      after.committed(applied, timed(applied.changes(), accepted));
      return applied.outcomes();
    }

    /** The changes, each with the moment at which its inbox's oldest operation was handed in. */
    private static List<Change> timed(List<Change> changes, List<Accepted> accepted) {
      Map<String, Long> oldest = HashMap.newHashMap(accepted.size());
      // They stand in the order in which they came.
      accepted.forEach(each -> oldest.putIfAbsent(each.operation.user(), each.nanos));
      return changes.stream()
          .map(each -> each.acceptedAt(oldest.getOrDefault(each.log().id(), Change.UNTIMED)))
          .toList();
    }

    @Override
    public void outcomeUnknown(List<Accepted> accepted) {
      after.outcomeUnknown(accepted.stream().map(Accepted::operation).toList());
    }
  }

  /**
   * Publishes to one user.
   *
   * @param idempotencyKey the name of this call, or null
   * @param home where the answer is completed
   * @return {@link Outcome.Created}, {@link Outcome.Replaced}, {@link Outcome.Repeated}, or {@link
   *     Outcome.Scheduled} where it is to be delivered later, after the commit; or, exceptionally,
   *     a 503 where it is not known to be stored
   */
  public CompletableFuture<Outcome> publish(
      UserId user, Draft draft, @Nullable String idempotencyKey, Executor home) {
    if (!(draft.delivery() instanceof Delivery.Now)) {
      return later.keep(user, draft, idempotencyKey, home).whenComplete(counts::published);
    }
    var publish = InboxOperation.Publish.of(user, draft, idempotencyKey);
    return submit(publish, draft.bytes(), home).whenComplete(counts::published);
  }

  private CompletableFuture<Outcome> submit(InboxOperation operation, long bytes, Executor home) {
    return commits.submit(new Accepted(operation, System.nanoTime()), bytes, home);
  }

  /**
   * Lets a publish pass that has no errors; one that has is counted as rejected.
   *
   * @throws dev.ringside.wire.ProblemException a 422 that names every field
   */
  public void requireValid(FieldErrors errors) {
    if (!errors.errors().isEmpty()) {
      counts.publishRejected();
    }
    errors.throwIfAny();
  }

  /**
   * Marks notifications, portion by portion where they are many.
   *
   * @param home where the answer is completed
   * @return {@link Outcome.Marked} or {@link Outcome.Rejected}, after the commit; or,
   *     exceptionally, a 503 where it is not known to be stored
   */
  public CompletableFuture<Outcome> mark(UserId user, As as, Which which, Executor home) {
    return markAll(user, as, which, home).whenComplete(counts::marked);
  }

  private CompletableFuture<Outcome> markAll(UserId user, As as, Which which, Executor home) {
    var mark = new InboxOperation.Mark(user.value(), as, which);
    return submit(mark, bytes(which), home)
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Marked marked && marked.more()
                    ? markAll(user, as, which, home)
                    : CompletableFuture.completedFuture(outcome));
  }

  /** What is held of changes that are not committed yet. */
  public GroupCommit.Held held() {
    return commits.held();
  }

  private static long bytes(Which which) {
    return switch (which) {
      case Which.Ids ids -> 64L * (1 + ids.ids().size());
      case Which.Still still -> 64L * (1 + still.ids().size());
      case Which.One _, Which.Keyed _, Which.Through _ -> 64L;
    };
  }

  @PreDestroy
  void stop() {
    commits.close();
  }
}
