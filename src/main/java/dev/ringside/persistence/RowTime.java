package dev.ringside.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Times of rows: read as they are, and sent as milliseconds, which are exact and cheap. */
public final class RowTime {

  private RowTime() {}

  /** The time in a column; null where there is none. */
  public static @Nullable Instant read(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** Milliseconds since 1970; null for no time. */
  public static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }
}
