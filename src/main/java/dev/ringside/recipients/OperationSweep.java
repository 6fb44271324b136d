package dev.ringside.recipients;

import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;

/** Forgets operations a day after their end. Every node may do it. */
@ApplicationScoped
class OperationSweep implements Chore {

  private static final String FORGET =
      """
      delete from operation where id in (
        select id from operation where ended_at < now() - interval '24 hours' limit 500)
      """;

  private final Transactions transactions;

  @Inject
  OperationSweep(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public String name() {
    return "ended operations";
  }

  @Override
  public String due() {
    return "exists (select from operation where ended_at < now() - interval '24 hours')";
  }

  @Override
  public boolean work() {
    return transactions.run(
            transaction -> {
              try (PreparedStatement statement = transaction.prepareStatement(FORGET)) {
                return statement.executeUpdate();
              }
            })
        > 0;
  }
}
