package dev.ringside.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * An inbox as it stands in the database, read past everything that Ringside does.
 *
 * @param epoch as on the wire
 * @param unread as the inbox's row counts
 * @param notifications the fields of those that live, by id
 */
public record InboxTable(
    String epoch, long revision, long unread, Map<String, Map<String, String>> notifications) {

  private static final String TIME =
      "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";

  private static final String HEAD =
      """
      select i.epoch || g.name, i.revision, i.unread,
        (select count(*) from notification n
         where n.user_id = i.user_id and n.deleted_at is null and n.read_at is null),
        greatest(
          i.compacted,
          (select max(n.revision) from notification n where n.user_id = i.user_id)),
        (select count(distinct n.revision) - count(*) from notification n
         where n.user_id = i.user_id)
      from inbox i, generation g where i.user_id = ?
      """;

  private static final String ROWS =
      "select id::text as id, user_id as user, revision, rang, style, title, content, link, data,"
          + " category, key, progress, job, "
          + TIME.formatted("created_at")
          + " as \"createdAt\", "
          + TIME.formatted("updated_at")
          + " as \"updatedAt\", "
          + TIME.formatted("read_at")
          + " as \"readAt\", "
          + TIME.formatted("expires_at")
          + " as \"expiresAt\" from notification where user_id = ? and deleted_at is null";

  /** Reads it in one snapshot, and checks what the tables promise each other. */
  public static InboxTable read(TestNode node, String user) throws SQLException {
    try (Connection connection = node.database()) {
      return read(connection, user);
    }
  }

  /** The same on a connection that works in the schema. */
  public static InboxTable read(Connection connection, String user) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (PreparedStatement head = connection.prepareStatement(HEAD)) {
      head.setString(1, user);
      try (ResultSet row = head.executeQuery()) {
        if (!row.next()) {
          return new InboxTable("-", 0, 0, Map.of());
        }
        require(row.getLong(3) == row.getLong(4), "the unread count is not the number of unread");
        require(row.getLong(2) == row.getLong(5), "the head is not the newest row's revision");
        require(row.getLong(6) == 0, "two rows share a revision");
        return new InboxTable(
            row.getString(1), row.getLong(2), row.getLong(3), rows(connection, user));
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static Map<String, Map<String, String>> rows(Connection connection, String user)
      throws SQLException {
    Map<String, Map<String, String>> notifications = new TreeMap<>();
    try (PreparedStatement rows = connection.prepareStatement(ROWS)) {
      rows.setString(1, user);
      try (ResultSet row = rows.executeQuery()) {
        while (row.next()) {
          Map<String, String> fields = new TreeMap<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            String value = row.getString(i);
            if (value != null) {
              String name = row.getMetaData().getColumnLabel(i);
              fields.put(
                  name,
                  name.equals("data") || name.equals("job")
                      ? TestNode.json(value).toString()
                      : value);
            }
          }
          notifications.put(row.getString("id"), fields);
        }
      }
    }
    return notifications;
  }

  /** A notification's fields as texts, to compare with a row's. */
  static Map<String, String> fields(JsonNode notification) {
    Map<String, String> fields = new TreeMap<>();
    notification
        .properties()
        .forEach(
            field ->
                fields.put(
                    field.getKey(),
                    field.getValue().isTextual() && !field.getKey().equals("data")
                        ? field.getValue().asText()
                        : field.getValue().toString()));
    return fields;
  }

  InboxModel.Position position() {
    return new InboxModel.Position(epoch, revision);
  }

  private static void require(boolean rule, String broken) {
    if (!rule) {
      throw new AssertionError("In the table, " + broken + ".");
    }
  }
}
