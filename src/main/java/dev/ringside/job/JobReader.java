package dev.ringside.job;

import dev.ringside.identity.UserId;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Optional;

/** Reads jobs. Stateless, safe for any thread; blocks on the database. */
@ApplicationScoped
class JobReader {

  private static final String ONE =
      "select " + JobRow.COLUMNS + " from job j where j.user_id = ? and j.key = ?";

  private static final String LIST =
      "select "
          + JobRow.COLUMNS
          + " from job j where j.user_id = ? order by j.started_at desc, j.key limit ?";

  private final Transactions transactions;

  @Inject
  JobReader(Transactions transactions) {
    this.transactions = transactions;
  }

  Optional<Job> find(JobName name) {
    return transactions.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(ONE)) {
            select.setString(1, name.user());
            select.setString(2, name.key());
            return Rows.first(select, JobRow::committed);
          }
        });
  }

  /** Jobs of a user, what started last first. */
  List<Job> list(UserId user, int limit) {
    return transactions.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(LIST)) {
            select.setString(1, user.value());
            select.setInt(2, limit);
            return Rows.all(select, JobRow::committed);
          }
        });
  }
}
