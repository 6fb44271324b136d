package dev.ringside.schedule;

import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.InboxWriter;
import dev.ringside.inbox.Intake;
import dev.ringside.inbox.Outcome;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is due. Every node may do it: a row is taken from where it was kept under the lock
 * of its inbox, by whoever comes first, and in the transaction that delivers it.
 */
@ApplicationScoped
class DueDelivery implements Chore {

  private static final Logger log = LoggerFactory.getLogger(DueDelivery.class);

  /** How many are delivered in one transaction. */
  private static final int PORTION = 250;

  private final Kept kept;
  private final Intake intake;
  private final Transactions transactions;

  @Inject
  DueDelivery(Kept kept, Intake intake, Transactions transactions) {
    this.kept = kept;
    this.intake = intake;
    this.transactions = transactions;
  }

  @Override
  public String name() {
    return "scheduled deliveries";
  }

  @Override
  public String due() {
    return "exists (select from scheduled where deliver_at <= now())";
  }

  @Override
  public boolean work() {
    List<Kept.Due> due = transactions.read(connection -> kept.due(connection, PORTION));
    return !due.isEmpty() && deliver(due) > 0;
  }

  /** Delivers these; where the database refuses some, the one that it refuses alone is dropped. */
  private int deliver(List<Kept.Due> due) {
    Portion portion = new Portion(due);
    try {
      int _ = intake.take(portion, InboxWriter.Locks.PASS);
      return portion.done;
    } catch (DatabaseException e) {
      if (e.kind() != DatabaseException.Kind.REFUSED) {
        throw e;
      }
      if (due.size() > 1) {
        int half = due.size() / 2;
        return deliver(due.subList(0, half)) + deliver(due.subList(half, due.size()));
      }
      Kept.Due refused = due.getFirst();
      log.error("the database refused the scheduled notification {}", refused.id(), e);
      boolean _ = kept.cancel(new UserId(refused.user()), refused.id());
      return 1;
    }
  }

  private static final class Portion implements Intake.Source {

    private final List<Kept.Due> due;
    private int done;

    Portion(List<Kept.Due> due) {
      this.due = due;
    }

    @Override
    public List<InboxOperation> take(Connection transaction) {
      return due.stream()
          .map(each -> (InboxOperation) new InboxOperation.Deliver(each.user(), each.id()))
          .toList();
    }

    @Override
    public void settle(Connection transaction, List<@Nullable Outcome> outcomes) {
      done = (int) outcomes.stream().filter(Objects::nonNull).count();
    }
  }
}
