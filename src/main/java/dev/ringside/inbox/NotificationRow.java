package dev.ringside.inbox;

import dev.ringside.persistence.ArrayColumns;
import dev.ringside.persistence.RowTime;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** How a notification lies in its table: its columns, read and written in one order. */
final class NotificationRow {

  /** All columns of {@code notification n}, in the order in which {@link #read} takes them. */
  static final String COLUMNS =
      """
      n.id, n.user_id, n.revision, n.rang, n.style, n.title, n.content, n.link, n.data, n.category,
      n.key, n.progress, n.created_at, n.updated_at, n.read_at, n.expires_at, n.deleted_at,
      n.job\
      """;

  /** How many columns there are. */
  static final int WIDTH = 18;

  /** Nothing in any of the columns, where a statement has rows without a notification. */
  static final String NO_ROW = String.join(", ", Collections.nCopies(WIDTH, "null"));

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
              timestamptz 'epoch' + u.deleted_at * interval '1 millisecond' as deleted_at,
              u.job
       from unnest(?::uuid[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                   ?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[], ?::bigint[],
                   ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
            as u(id, user_id, revision, rang, style, title, content, link, data, category, key,
                 progress, created_at, updated_at, read_at, expires_at, deleted_at, job)) r\
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
            Objects.requireNonNull(RowTime.read(row, first + 12)),
            Objects.requireNonNull(RowTime.read(row, first + 13)),
            RowTime.read(row, first + 14),
            RowTime.read(row, first + 15),
            row.getString(first + 17));
    return new Stored(notification, RowTime.read(row, first + 16) != null);
  }

  /** Fills the parameters of {@link #UNNESTED}, which start at number {@code first}. */
  static void bind(PreparedStatement statement, int first, List<InboxFold.Row> rows, Instant now)
      throws SQLException {
    var columns = new ArrayColumns<InboxFold.Row>(statement, first, rows);
    columns.add("uuid", row -> row.notification().id());
    columns.add("text", row -> row.notification().user());
    columns.add("bigint", row -> row.notification().revision());
    columns.add("bigint", row -> row.notification().rang());
    columns.add("text", row -> row.notification().content().style().wire());
    columns.add("text", row -> row.notification().content().title());
    columns.add("text", row -> row.notification().content().content());
    columns.add("text", row -> row.notification().content().link());
    columns.add("text", row -> row.notification().content().data());
    columns.add("text", row -> row.notification().content().category());
    columns.add("text", row -> row.notification().key());
    columns.add("smallint", row -> row.notification().progress());
    columns.add("bigint", row -> RowTime.millis(row.notification().createdAt()));
    columns.add("bigint", row -> RowTime.millis(row.notification().updatedAt()));
    columns.add("bigint", row -> RowTime.millis(row.notification().readAt()));
    columns.add("bigint", row -> RowTime.millis(row.notification().expiresAt()));
    columns.add("bigint", row -> row.isDeleted() ? now.toEpochMilli() : null);
    columns.add("text", row -> row.notification().job());
  }
}
