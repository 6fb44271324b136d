package dev.ringside.job;

import dev.ringside.identity.Export;
import dev.ringside.identity.PersonalData;
import dev.ringside.identity.UserId;
import dev.ringside.log.Signal;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The jobs of a person. Stateless, safe for any thread; blocks. */
@ApplicationScoped
class JobData implements PersonalData {

  /** In the order in which the writer locks them: before the inbox. */
  private static final String LOCK =
      "select key from job where user_id = ? order by key for update";

  private static final String ERASE = "delete from job where user_id = ?";

  private static final String PAGE =
      "select "
          + JobRow.COLUMNS
          + " from job j where j.user_id = ? and j.key > ? order by j.key limit ?";

  private static final int ROWS = 500;

  private final Transactions transactions;

  @Inject
  JobData(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public List<Signal> endings(Connection transaction, UserId user) throws SQLException {
    try (PreparedStatement lock = transaction.prepareStatement(LOCK)) {
      lock.setString(1, user.value());
      List<String> _ = Rows.texts(lock);
    }
    return List.of();
  }

  @Override
  public void erase(Connection transaction, UserId user) throws SQLException {
    try (PreparedStatement delete = transaction.prepareStatement(ERASE)) {
      delete.setString(1, user.value());
      delete.executeUpdate();
    }
  }

  @Override
  public void export(UserId user, Export to) throws IOException {
    List<Job> page = page(user, "");
    while (!page.isEmpty()) {
      for (Job job : page) {
        to.line("job", json -> JobJson.write(json, job));
      }
      page = page(user, page.getLast().name().key());
    }
  }

  private List<Job> page(UserId user, String after) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(PAGE)) {
            select.setString(1, user.value());
            select.setString(2, after);
            select.setInt(3, ROWS);
            return Rows.all(select, JobRow::committed);
          }
        });
  }
}
