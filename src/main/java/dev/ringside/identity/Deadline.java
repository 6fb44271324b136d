package dev.ringside.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * An end by the database's clock, as a moment of this machine's that nobody puts back or forward.
 *
 * @param ends whether there is one
 * @param nanos when, by {@link System#nanoTime}
 */
record Deadline(boolean ends, long nanos) {

  static final Deadline NEVER = new Deadline(false, 0);

  /** A column that {@link #read} reads: how long it is until {@code expires_at}. */
  static final String COLUMN = "(extract(epoch from expires_at - now()) * 1000000)::bigint";

  /**
   * Reads the column.
   *
   * @param asked the moment before the database was asked, so that no way of its answer makes an
   *     end later
   */
  static Deadline read(ResultSet row, int column, long asked) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull()
        ? NEVER
        : new Deadline(true, asked + TimeUnit.MICROSECONDS.toNanos(micros));
  }

  boolean isPast() {
    return ends && System.nanoTime() - nanos >= 0;
  }
}
