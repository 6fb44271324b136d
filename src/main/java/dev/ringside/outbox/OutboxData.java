package dev.ringside.outbox;

import dev.ringside.identity.Export;
import dev.ringside.identity.PersonalData;
import dev.ringside.identity.UserId;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * What lies in the outbox for a user, and what failed there. Both tables are short, or somebody has
 * to look after them anyway, so they are read through. Stateless, safe for any thread; blocks on
 * the database.
 */
@ApplicationScoped
class OutboxData implements PersonalData {

  /** What the mover has at this moment is a notification the next, and erased or not as such. */
  private static final String ERASE =
      """
      delete from outbox where id in (
        select id from outbox where user_id = ? for update skip locked)
      """;

  private static final String ERASE_FAILED = "delete from outbox_failed where user_id = ?";

  private static final String FAILED =
      "select to_jsonb(f)::text from outbox_failed f where user_id = ? order by id";

  private final Transactions transactions;

  @Inject
  OutboxData(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public void erase(Connection transaction, UserId user) throws SQLException {
    for (String sql : List.of(ERASE, ERASE_FAILED)) {
      try (PreparedStatement delete = transaction.prepareStatement(sql)) {
        delete.setString(1, user.value());
        delete.executeUpdate();
      }
    }
  }

  @Override
  public void export(UserId user, Export to) throws IOException {
    List<String> rows =
        transactions.readInTime(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(FAILED)) {
                select.setString(1, user.value());
                return Rows.texts(select);
              }
            });
    for (String row : rows) {
      to.line("outboxFailed", json -> json.writeRawValue(row));
    }
  }
}
