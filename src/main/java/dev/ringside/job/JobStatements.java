package dev.ringside.job;

import dev.ringside.persistence.ArrayColumns;
import dev.ringside.persistence.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The SQL by which jobs are written, within a transaction. */
final class JobStatements {

  private static final String LOCK =
      "select "
          + JobRow.COLUMNS
          + """
          , date_trunc('milliseconds', clock_timestamp())
          from unnest(?::text[], ?::text[]) as w(user_id, key)
          join job j on j.user_id = w.user_id and j.key = w.key
          order by j.user_id, j.key
          for update of j\
          """;

  /** Whoever makes the same one at the same time waits here for the other's commit. */
  private static final String OPEN =
      """
      insert into job (user_id, key, state)
      select w.user_id, w.key, 'new' from unnest(?::text[], ?::text[]) as w(user_id, key)
      order by w.user_id, w.key
      on conflict (user_id, key) do nothing
      """;

  private static final String EXISTING =
      """
      select j.user_id, j.key from unnest(?::text[], ?::text[]) as w(user_id, key)
      join job j on j.user_id = w.user_id and j.key = w.key
      """;

  private static final String WRITE =
      """
      update job j
      set state = r.state, notification = r.notification, title = r.title,
          progress = r.progress, step = r.step, result = r.result, outcome = r.outcome,
          link = r.link, data = r.data, category = r.category, run = r.run,
          lease_seconds = r.lease_seconds, lease_until = r.lease_until,
          started_at = r.started_at, reported_at = r.reported_at, shown_at = r.shown_at,
          ended_at = r.ended_at
      from \
      """
          + JobRow.UNNESTED
          + " where j.user_id = r.user_id and j.key = r.key";

  private static final String REMOVE =
      """
      delete from job j using unnest(?::text[], ?::text[]) as w(user_id, key)
      where j.user_id = w.user_id and j.key = w.key
      """;

  private final Connection transaction;

  JobStatements(Connection transaction) {
    this.transaction = transaction;
  }

  /**
   * A row that is locked now.
   *
   * @param job null where its first transaction is this one
   * @param now the database's time
   */
  record Locked(JobName name, @Nullable Job job, Instant now) {}

  /**
   * Locks those of these that there are, in their order.
   *
   * @param passing whether to go on without those that somebody else has locked
   */
  List<Locked> lock(Collection<JobName> names, boolean passing) throws SQLException {
    try (PreparedStatement select =
        transaction.prepareStatement(passing ? LOCK + " skip locked" : LOCK)) {
      bind(select, names);
      return Rows.all(select, JobStatements::locked);
    }
  }

  private static Locked locked(ResultSet row) throws SQLException {
    return new Locked(
        name(row), JobRow.read(row), row.getObject(20, OffsetDateTime.class).toInstant());
  }

  private static JobName name(ResultSet row) throws SQLException {
    return new JobName(row.getString(1), row.getString(2));
  }

  /** Makes rows for those that are not there, to be filled or removed by this transaction. */
  void open(Collection<JobName> names) throws SQLException {
    try (PreparedStatement insert = transaction.prepareStatement(OPEN)) {
      bind(insert, names);
      insert.executeUpdate();
    }
  }

  /** Those of these that there are, locked or not. */
  Set<JobName> existing(Collection<JobName> names) throws SQLException {
    try (PreparedStatement select = transaction.prepareStatement(EXISTING)) {
      bind(select, names);
      return new HashSet<>(Rows.all(select, JobStatements::name));
    }
  }

  void write(List<Job> jobs) throws SQLException {
    if (!jobs.isEmpty()) {
      try (PreparedStatement update = transaction.prepareStatement(WRITE)) {
        JobRow.bind(update, jobs);
        update.executeUpdate();
      }
    }
  }

  void remove(List<JobName> names) throws SQLException {
    if (!names.isEmpty()) {
      try (PreparedStatement delete = transaction.prepareStatement(REMOVE)) {
        bind(delete, names);
        delete.executeUpdate();
      }
    }
  }

  private static void bind(PreparedStatement statement, Collection<JobName> names)
      throws SQLException {
    var columns = new ArrayColumns<JobName>(statement, 1, List.copyOf(names));
    columns.add("text", JobName::user);
    columns.add("text", JobName::key);
  }
}
