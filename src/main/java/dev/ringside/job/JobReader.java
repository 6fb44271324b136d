package dev.ringside.job;

import dev.ringside.identity.UserId;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads jobs. Stateless, safe for any thread; blocks on the database. */
@ApplicationScoped
class JobReader {

  private static final String ONE =
      "select " + JobRow.COLUMNS + " from job j where j.user_id = ? and j.key = ?";

  private static final String LIST =
      "select "
          + JobRow.COLUMNS
          + """
           from job j
          where j.user_id = ? and j.started_at <= ? and (j.started_at < ? or j.key > ?)
          order by j.started_at desc, j.key limit ?\
          """;

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

  /**
   * Jobs of a user, what started last first.
   *
   * @param before only what stands behind that place; null for the beginning
   */
  List<Job> list(UserId user, @Nullable JobPlace before, int limit) {
    OffsetDateTime start =
        before == null ? OffsetDateTime.MAX : before.startedAt().atOffset(ZoneOffset.UTC);
    return transactions.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(LIST)) {
            select.setString(1, user.value());
            select.setObject(2, start);
            select.setObject(3, start);
            select.setString(4, before == null ? "" : before.key());
            select.setInt(5, limit);
            return Rows.all(select, JobRow::committed);
          }
        });
  }
}
