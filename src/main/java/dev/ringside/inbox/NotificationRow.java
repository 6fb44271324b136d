package dev.ringside.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a notification lies in its table: its columns, read and written in one order. */
final class NotificationRow {

  /** All columns of {@code notification n}, in the order in which {@link #read} takes them. */
  static final String COLUMNS =
      """
      n.id, n.user_id, n.revision, n.rang, n.style, n.title, n.content, n.link, n.data, n.category,
      n.key, n.progress, n.created_at, n.updated_at, n.read_at, n.expires_at, n.deleted_at\
      """;

  /** How many columns there are. */
  static final int WIDTH = 17;

  /**
   * The arrays that {@link #bind} fills, as a table {@code r} of the columns above. Times go as
   * milliseconds, which are exact and cheap to send.
   */
  static final String UNNESTED =
      """
      (select u.id, u.user_id, u.revision, u.rang, u.style, u.title, u.content, u.link, u.data,
              u.category, u.key, u.progress,
              timestamptz 'epoch' + u.created_at * interval '1 millisecond' as created_at,
              timestamptz 'epoch' + u.updated_at * interval '1 millisecond' as updated_at,
              timestamptz 'epoch' + u.read_at * interval '1 millisecond' as read_at,
              timestamptz 'epoch' + u.expires_at * interval '1 millisecond' as expires_at,
              timestamptz 'epoch' + u.deleted_at * interval '1 millisecond' as deleted_at
       from unnest(?::uuid[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                   ?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[], ?::bigint[],
                   ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
            as u(id, user_id, revision, rang, style, title, content, link, data, category, key,
                 progress, created_at, updated_at, read_at, expires_at, deleted_at)) r\
      """;

  /** A row of the table: a notification, or the tombstone of one. */
  record Stored(Notification notification, boolean deleted) {}

  private NotificationRow() {}

  /** Reads a row whose first column is number {@code first}. */
  static Stored read(ResultSet row, int first) throws SQLException {
    int progress = row.getInt(first + 11);
    boolean noProgress = row.wasNull();
    Notification notification =
        new Notification(
            Objects.requireNonNull(row.getObject(first, UUID.class)),
            row.getString(first + 1),
            row.getLong(first + 2),
            row.getLong(first + 3),
            new Content(
                Style.ofWire(row.getString(first + 4)),
                row.getString(first + 5),
                row.getString(first + 6),
                row.getString(first + 7),
                row.getString(first + 8),
                row.getString(first + 9)),
            row.getString(first + 10),
            noProgress ? null : progress,
            Objects.requireNonNull(time(row, first + 12)),
            Objects.requireNonNull(time(row, first + 13)),
            time(row, first + 14),
            time(row, first + 15));
    return new Stored(notification, time(row, first + 16) != null);
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** Fills the parameters of {@link #UNNESTED}, which start at number {@code first}. */
  static void bind(PreparedStatement statement, int first, List<InboxFold.Row> rows, Instant now)
      throws SQLException {
    Binder binder = new Binder(statement, first, rows);
    binder.column("uuid", Notification::id);
    binder.column("text", Notification::user);
    binder.column("bigint", Notification::revision);
    binder.column("bigint", Notification::rang);
    binder.column("text", n -> n.content().style().wire());
    binder.column("text", n -> n.content().title());
    binder.column("text", n -> n.content().content());
    binder.column("text", n -> n.content().link());
    binder.column("text", n -> n.content().data());
    binder.column("text", n -> n.content().category());
    binder.column("text", Notification::key);
    binder.column("smallint", Notification::progress);
    binder.column("bigint", n -> millis(n.createdAt()));
    binder.column("bigint", n -> millis(n.updatedAt()));
    binder.column("bigint", n -> millis(n.readAt()));
    binder.column("bigint", n -> millis(n.expiresAt()));
    binder.flag("bigint", row -> row.isDeleted() ? now.toEpochMilli() : null);
  }

  static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  /** Fills one array after the other. */
  private static final class Binder {
    private final PreparedStatement statement;
    private final Connection connection;
    private final List<InboxFold.Row> rows;
    private int next;

    Binder(PreparedStatement statement, int first, List<InboxFold.Row> rows) throws SQLException {
      this.statement = statement;
      this.connection = statement.getConnection();
      this.rows = rows;
      this.next = first;
    }

    void column(String type, Function<Notification, @Nullable Object> value) throws SQLException {
      flag(type, row -> value.apply(row.notification()));
    }

    void flag(String type, Function<InboxFold.Row, @Nullable Object> value) throws SQLException {
      Object[] values = new Object[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
      }
      statement.setArray(next++, connection.createArrayOf(type, values));
    }
  }
}
