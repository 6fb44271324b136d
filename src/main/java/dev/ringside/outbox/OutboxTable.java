package dev.ringside.outbox;

import dev.ringside.persistence.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SQL of the outbox, a method for each statement. */
final class OutboxTable {

  /** Holds where there is a row, whoever's turn it is. */
  static final String ANY = "exists (select from outbox)";

  /** The first number keeps this lock apart from others in the same database; see the inbox's. */
  private static final String LOCK =
      "select pg_try_advisory_xact_lock(1919513192, hashtext(current_schema()))";

  /**
   * Texts are cut off a little above what is allowed, so that one of a gigabyte is refused without
   * being read.
   */
  private static final String NEXT =
      """
      select o.id,
             case when o.inserted_at between now() - interval '1 year' and now()
                  then extract(epoch from clock_timestamp() - o.inserted_at) * 1000
                  else 0 end::bigint,
             left(o.user_id, 200), left(o.title, 300), left(o.content, 8100), left(o.style, 20),
             left(o.link, 2100), left(o.data, %d), left(o.category, 100), left(o.key, 200),
             o.progress, o.quiet, o.expires_at, o.ttl_seconds, o.deliver_at,
             o.deliver_after_seconds, left(o.idempotency_key, 300)
      from outbox o
      where coalesce(o.user_id, '') <> all(?)
      order by o.id
      limit ?
      for update skip locked
      """
          .formatted(OutboxRow.MAX_DATA + 1);

  private static final String COLUMNS =
      "user_id, title, content, style, link, data, category, key, progress, quiet, expires_at,"
          + " ttl_seconds, deliver_at, deliver_after_seconds, idempotency_key, inserted_at";

  private static final String REMOVE = "delete from outbox where id = any(?)";

  private static final String FAIL =
      "with failed as (delete from outbox o"
          + " using unnest(?::bigint[], ?::text[]) as r(failed_id, reason)"
          + " where o.id = r.failed_id returning o.*, r.reason)"
          + " insert into outbox_failed (outbox_id, reason, "
          + COLUMNS
          + ") select id, reason, "
          + COLUMNS
          + " from failed order by id";

  private final Connection transaction;

  OutboxTable(Connection transaction) {
    this.transaction = transaction;
  }

  /** Takes the table for this transaction; false where another node has it. */
  boolean lock() throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(LOCK)) {
      return Rows.first(statement, row -> row.getBoolean(1)).orElseThrow();
    }
  }

  /** The rows whose turn it is, but for those of some users. */
  List<OutboxRow> next(Collection<String> except, int limit) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(NEXT)) {
      statement.setArray(1, transaction.createArrayOf("text", except.toArray()));
      statement.setInt(2, limit);
      return Rows.all(statement, OutboxTable::read);
    }
  }

  private static OutboxRow read(ResultSet row) throws SQLException {
    return new OutboxRow(
        row.getLong(1),
        Math.max(0, row.getLong(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        orNull(row, row.getInt(11)),
        orNull(row, row.getBoolean(12)),
        row.getObject(13, OffsetDateTime.class),
        orNull(row, row.getLong(14)),
        row.getObject(15, OffsetDateTime.class),
        orNull(row, row.getLong(16)),
        row.getString(17));
  }

  private static <T> @Nullable T orNull(ResultSet row, T value) throws SQLException {
    return row.wasNull() ? null : value;
  }

  /** Removes rows that are notifications now. */
  void remove(List<Long> ids) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(REMOVE)) {
      statement.setArray(1, transaction.createArrayOf("bigint", ids.toArray()));
      statement.execute();
    }
  }

  /** Moves rows that cannot be notifications, each with its reason. */
  void fail(Map<Long, String> reasons) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(FAIL)) {
      statement.setArray(1, transaction.createArrayOf("bigint", reasons.keySet().toArray()));
      statement.setArray(2, transaction.createArrayOf("text", reasons.values().toArray()));
      statement.execute();
    }
  }
}
