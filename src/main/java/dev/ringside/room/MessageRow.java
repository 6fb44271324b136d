package dev.ringside.room;

import dev.ringside.persistence.ArrayColumns;
import dev.ringside.persistence.RowTime;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** How a message lies in its table: its columns, read and written in one order. */
final class MessageRow {

  /** All columns of {@code message m} that a message is read of, after its room's id. */
  static final String COLUMNS =
      """
      m.id, m.revision, m.said, m.kind, m.user_id, m.name, m.content, m.client_id, m.created_at,
      m.edited_at, m.deleted_at\
      """;

  /** How many parameters {@link #bind} fills. */
  static final int WIDTH = 12;

  /** The arrays that {@link #bind} fills, as a table {@code r}; times go as milliseconds. */
  static final String UNNESTED =
      """
      (select u.room, u.id, u.revision, u.said, u.kind, u.user_id, u.name, u.content, u.client_id,
              timestamptz 'epoch' + u.created_at * interval '1 millisecond' as created_at,
              timestamptz 'epoch' + u.edited_at * interval '1 millisecond' as edited_at,
              timestamptz 'epoch' + u.deleted_at * interval '1 millisecond' as deleted_at
       from unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                   ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
            as u(room, id, revision, said, kind, user_id, name, content, client_id, created_at,
                 edited_at, deleted_at)) r\
      """;

  /** A message that is to be written into a room's table. */
  record Write(long room, Message message) {}

  private MessageRow() {}

  /** Reads a row whose first column is number {@code first}. */
  static Message read(ResultSet row, String room, int first) throws SQLException {
    return new Message(
        room,
        row.getString(first),
        row.getLong(first + 1),
        row.getLong(first + 2),
        MessageKind.ofWire(row.getString(first + 3)),
        row.getString(first + 4),
        row.getString(first + 5),
        row.getString(first + 6),
        row.getString(first + 7),
        Objects.requireNonNull(RowTime.read(row, first + 8)),
        RowTime.read(row, first + 9),
        row.getObject(first + 10) != null);
  }

  /** Fills the parameters of {@link #UNNESTED}, which start at number {@code first}. */
  static void bind(PreparedStatement statement, int first, List<Write> rows, Instant now)
      throws SQLException {
    var columns = new ArrayColumns<Write>(statement, first, rows);
    columns.add("bigint", Write::room);
    columns.add("text", w -> w.message().id());
    columns.add("bigint", w -> w.message().revision());
    columns.add("bigint", w -> w.message().said());
    columns.add("text", w -> w.message().kind().wire());
    columns.add("text", w -> w.message().user());
    columns.add("text", w -> w.message().name());
    columns.add("text", w -> w.message().content());
    columns.add("text", w -> w.message().clientId());
    columns.add("bigint", w -> w.message().createdAt().toEpochMilli());
    columns.add("bigint", w -> RowTime.millis(w.message().editedAt()));
    columns.add("bigint", w -> w.message().deleted() ? now.toEpochMilli() : null);
  }
}
