package dev.ringside.inbox;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.log.Broker;
import dev.ringside.log.GroupCommit;
import dev.ringside.log.LogName;
import dev.ringside.log.Signal;
import dev.ringside.persistence.Transactions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The rule of the main path: a change is committed together with whoever else waits, then handed to
 * the broker, then answered. Never blocks the caller; safe for any thread.
 */
@ApplicationScoped
public class InboxService {

  /** RFC 9562 version 7, so that ids of one time lie together in the index. */
  private static final NoArgGenerator ids = Generators.timeBasedEpochRandomGenerator();

  private final GroupCommit<InboxOperation, Outcome> commits;

  @Inject
  InboxService(
      RingsideConfig config,
      Transactions transactions,
      InboxWriter writer,
      CommitWitness witness,
      Broker broker) {
    commits =
        new GroupCommit<>(
            "inbox", config.writer(), new InboxBatch(transactions, writer, witness, broker));
    commits.start();
  }

  /** One transaction for a batch of operations, and what follows its commit. */
  private record InboxBatch(
      Transactions transactions, InboxWriter writer, CommitWitness witness, Broker broker)
      implements GroupCommit.Batch<InboxOperation, Outcome> {

    @Override
    public List<@Nullable Outcome> commit(List<InboxOperation> operations, boolean passing) {
      InboxWriter.Locks locks = passing ? InboxWriter.Locks.PASS : InboxWriter.Locks.WAIT;
      InboxWriter.Applied applied =
          transactions.run(transaction -> writer.apply(transaction, operations, locks));
      witness.saw(applied.changes());
      broker.publish(applied.changes());
      return applied.outcomes();
    }

    @Override
    public void outcomeUnknown(List<InboxOperation> operations) {
      operations.stream()
          .map(InboxOperation::user)
          .distinct()
          .forEach(user -> broker.signal(new Signal.Suspect(LogName.inbox(user))));
    }
  }

  /**
   * Publishes to one user.
   *
   * @param idempotencyKey the name of this call, or null
   * @param home where the answer is completed
   * @return {@link Outcome.Created}, {@link Outcome.Replaced} or {@link Outcome.Repeated}, after
   *     the commit; or, exceptionally, a 503 where it is not known to be stored
   */
  public CompletableFuture<Outcome> publish(
      UserId user, Draft draft, @Nullable String idempotencyKey, Executor home) {
    var publish = new InboxOperation.Publish(user.value(), ids.generate(), draft, idempotencyKey);
    return commits.submit(publish, draft.bytes(), home);
  }

  /**
   * Marks notifications, portion by portion where they are many.
   *
   * @param home where the answer is completed
   * @return {@link Outcome.Marked} or {@link Outcome.Rejected}, after the commit; or,
   *     exceptionally, a 503 where it is not known to be stored
   */
  public CompletableFuture<Outcome> mark(UserId user, As as, Which which, Executor home) {
    var mark = new InboxOperation.Mark(user.value(), as, which);
    return commits
        .submit(mark, bytes(which), home)
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Marked marked && marked.more()
                    ? mark(user, as, which, home)
                    : CompletableFuture.completedFuture(outcome));
  }

  /** What is held of changes that are not committed yet. */
  public GroupCommit.Held held() {
    return commits.held();
  }

  private static long bytes(Which which) {
    return switch (which) {
      case Which.Ids ids -> 64L * (1 + ids.ids().size());
      case Which.Expired expired -> 64L * (1 + expired.ids().size());
      case Which.One _, Which.Through _ -> 64L;
    };
  }

  @PreDestroy
  void stop() {
    commits.close();
  }
}
