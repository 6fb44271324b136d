package dev.ringside.job;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Forgets jobs that ended long ago. Their notifications stay, for as long as those do. */
@ApplicationScoped
class OldJobs implements Chore {

  private static final int PORTION = 500;

  private static final String FORGET =
      """
      delete from job where (user_id, key) in (
        select user_id, key from job
        where ended_at <= clock_timestamp() - ? * interval '1 second'
        order by ended_at limit ? for update skip locked)
      """;

  private final Transactions transactions;
  private final long keptSeconds;

  @Inject
  OldJobs(Transactions transactions, RingsideConfig config) {
    this.transactions = transactions;
    this.keptSeconds = config.jobs().kept().toSeconds();
  }

  @Override
  public String name() {
    return "old jobs";
  }

  @Override
  public String due() {
    return "exists (select from job where ended_at <= clock_timestamp() - "
        + keptSeconds
        + " * interval '1 second')";
  }

  @Override
  public boolean work() {
    return transactions.run(this::forget) == PORTION;
  }

  private int forget(Connection transaction) throws SQLException {
    try (PreparedStatement delete = transaction.prepareStatement(FORGET)) {
      delete.setLong(1, keptSeconds);
      delete.setInt(2, PORTION);
      return delete.executeUpdate();
    }
  }
}
