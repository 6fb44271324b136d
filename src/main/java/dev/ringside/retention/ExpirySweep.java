package dev.ringside.retention;

import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.util.List;

/** Deletes what has expired. */
@ApplicationScoped
class ExpirySweep implements Chore {

  private static final String EXPIRED = "expires_at <= now() and deleted_at is null";

  private static final String FIND =
      "select user_id, id from notification where " + EXPIRED + " order by expires_at limit ?";

  private final Transactions transactions;
  private final Sweeper sweeper;

  @Inject
  ExpirySweep(Transactions transactions, Sweeper sweeper) {
    this.transactions = transactions;
    this.sweeper = sweeper;
  }

  @Override
  public String name() {
    return "expiry";
  }

  @Override
  public String due() {
    return "exists (select from notification where " + EXPIRED + ")";
  }

  @Override
  public boolean work() throws InterruptedException {
    List<Old> expired =
        transactions.read(
            connection -> {
              try (PreparedStatement query = connection.prepareStatement(FIND)) {
                query.setInt(1, sweeper.portion());
                return Old.read(query);
              }
            });
    sweeper.delete(Old.byUser(expired, Which.Expired::new), Sweeper.Reason.EXPIRED);
    return expired.size() == sweeper.portion();
  }
}
