package dev.ringside.inbox;

import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes in operations that lie in the database already, such as the rows of an outbox: what takes
 * them from there and what they do to inboxes is one transaction, so each is done once, whatever
 * dies. Then, and not before, the broker is told. Blocks; stateless, safe for any thread.
 */
@ApplicationScoped
public class Intake {

  private final Transactions transactions;
  private final InboxWriter writer;
  private final AfterCommit after;
  private final OutcomeCounts counts;

  @Inject
  Intake(Transactions transactions, InboxWriter writer, AfterCommit after, Metrics metrics) {
    this.transactions = transactions;
    this.writer = writer;
    this.after = after;
    this.counts = new OutcomeCounts(metrics);
  }

  /** Where operations lie. */
  public interface Source {

    /**
     * Takes what is next, so that no other node does.
     *
     * @return some hundred operations at most, so that no inbox is locked for long; none where
     *     there is nothing to do
     */
    List<InboxOperation> take(Connection transaction) throws SQLException;

    /**
     * Notes what became of each, in its place: null where its inbox is locked by somebody else, so
     * that it has to be tried again. Called within the transaction, also where nothing was taken.
     */
    void settle(Connection transaction, List<@Nullable Outcome> outcomes) throws SQLException;
  }

  /**
   * Takes in one portion.
   *
   * @param locks whether to wait for inboxes that somebody else has locked
   * @return how many operations there were
   * @throws DatabaseException where nothing, or nobody knows what, was committed
   */
  public int take(Source source, InboxWriter.Locks locks) {
    List<InboxOperation> operations = new ArrayList<>();
    InboxWriter.Applied applied;
    try {
      applied =
          transactions.run(
              transaction -> {
                operations.addAll(source.take(transaction));
                InboxWriter.Applied done =
                    operations.isEmpty()
                        ? InboxWriter.Applied.NOTHING
                        : writer.apply(transaction, operations, locks);
                source.settle(transaction, done.outcomes());
                return done;
              });
    } catch (DatabaseException e) {
      if (e.kind() == DatabaseException.Kind.UNKNOWN_OUTCOME) {
        after.outcomeUnknown(operations);
      }
      throw e;
    }
    after.committed(applied, applied.changes());
    applied.outcomes().stream()
        .filter(Objects::nonNull)
        .forEach(outcome -> counts.published(outcome, null));
    return operations.size();
  }
}
