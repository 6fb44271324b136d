package dev.ringside.job;

import dev.ringside.inbox.Style;
import dev.ringside.persistence.ArrayColumns;
import dev.ringside.persistence.RowTime;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a job lies in its table: its columns, read and written in one order. */
final class JobRow {

  /** All columns of {@code job j}, in the order in which {@link #read} takes them. */
  static final String COLUMNS =
      """
      j.user_id, j.key, j.state, j.notification, j.title, j.progress, j.step, j.result, j.outcome,
      j.link, j.data, j.category, j.run, j.lease_seconds, j.lease_until, j.started_at,
      j.reported_at, j.shown_at, j.ended_at\
      """;

  /** The arrays that {@link #bind} fills, as a table {@code r} of the columns above. */
  static final String UNNESTED =
      """
      (select u.user_id, u.key, u.state, u.notification, u.title, u.progress, u.step, u.result,
              u.outcome, u.link, u.data, u.category, u.run, u.lease_seconds,
              timestamptz 'epoch' + u.lease_until * interval '1 millisecond' as lease_until,
              timestamptz 'epoch' + u.started_at * interval '1 millisecond' as started_at,
              timestamptz 'epoch' + u.reported_at * interval '1 millisecond' as reported_at,
              timestamptz 'epoch' + u.shown_at * interval '1 millisecond' as shown_at,
              timestamptz 'epoch' + u.ended_at * interval '1 millisecond' as ended_at
       from unnest(?::text[], ?::text[], ?::text[], ?::uuid[], ?::text[], ?::smallint[], ?::text[],
                   ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::int[],
                   ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
            as u(user_id, key, state, notification, title, progress, step, result, outcome, link,
                 data, category, run, lease_seconds, lease_until, started_at, reported_at, shown_at,
                 ended_at)) r\
      """;

  private JobRow() {}

  /** Reads a row; null for one that its first transaction has not filled yet. */
  static @Nullable Job read(ResultSet row) throws SQLException {
    JobState state = JobState.ofRow(row.getString(3));
    if (state == null) {
      return null;
    }
    Instant endedAt = RowTime.read(row, 19);
    return new Job(
        new JobName(row.getString(1), row.getString(2)),
        state,
        new Telling(
            row.getString(5),
            (Integer) row.getObject(6),
            row.getString(7),
            row.getString(10),
            row.getString(11),
            row.getString(12)),
        endedAt == null
            ? null
            : new Job.Ending(Style.ofWire(row.getString(8)), row.getString(9), endedAt),
        (Long) row.getObject(13),
        row.getInt(14),
        RowTime.read(row, 15),
        Objects.requireNonNull(RowTime.read(row, 16)),
        Objects.requireNonNull(RowTime.read(row, 17)),
        Objects.requireNonNull(RowTime.read(row, 18)),
        row.getObject(4, UUID.class));
  }

  /** Reads a row that is committed, and so filled. */
  static Job committed(ResultSet row) throws SQLException {
    return Objects.requireNonNull(read(row), "a job without a state");
  }

  /** Fills the parameters of {@link #UNNESTED}. */
  static void bind(PreparedStatement statement, List<Job> jobs) throws SQLException {
    var columns = new ArrayColumns<Job>(statement, 1, jobs);
    columns.add("text", job -> job.name().user());
    columns.add("text", job -> job.name().key());
    columns.add("text", job -> job.state().wire());
    columns.add("uuid", Job::notification);
    columns.add("text", job -> job.telling().title());
    columns.add("smallint", job -> job.telling().progress());
    columns.add("text", job -> job.telling().step());
    columns.add("text", job -> job.ending() == null ? null : job.ending().result().wire());
    columns.add("text", job -> job.ending() == null ? null : job.ending().text());
    columns.add("text", job -> job.telling().link());
    columns.add("text", job -> job.telling().data());
    columns.add("text", job -> job.telling().category());
    columns.add("bigint", Job::run);
    columns.add("int4", Job::leaseSeconds);
    columns.add("bigint", job -> RowTime.millis(job.leaseUntil()));
    columns.add("bigint", job -> RowTime.millis(job.startedAt()));
    columns.add("bigint", job -> RowTime.millis(job.reportedAt()));
    columns.add("bigint", job -> RowTime.millis(job.shownAt()));
    columns.add("bigint", job -> job.ending() == null ? null : RowTime.millis(job.ending().at()));
  }
}
