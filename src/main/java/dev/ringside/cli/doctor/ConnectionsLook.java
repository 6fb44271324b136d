package dev.ringside.cli.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether the database has connections enough for a node. */
final class ConnectionsLook {

  /** Of all that there are, those for this role; and those that others than Ringside hold. */
  private static final String ROOM =
      """
      select least(current_setting('max_connections')::int
                     - current_setting('superuser_reserved_connections')::int
                     - coalesce(current_setting('reserved_connections', true), '0')::int,
                   case when r.rolconnlimit < 0 then 2147483647 else r.rolconnlimit end,
                   case when d.datconnlimit < 0 then 2147483647 else d.datconnlimit end),
             (select count(*) from pg_stat_activity
              where backend_type = 'client backend' and application_name <> 'ringside'
                and pid <> pg_backend_pid()),
             (select count(*) from pg_stat_activity
              where application_name = 'ringside' and pid <> pg_backend_pid())
      from pg_roles r, pg_database d
      where r.rolname = current_user and d.datname = current_database()
      """;

  private ConnectionsLook() {}

  static void look(Connection connection, int needed, Notes notes) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ROOM)) {
      row.next();
      int room = row.getInt(1);
      int others = row.getInt(2);
      String found =
          "this role can have %d, others hold %d and Ringsides %d; a node takes up to %d."
              .formatted(room, others, row.getInt(3), needed);
      String remedy =
          "Raise max_connections (or the connection limit of the role or the database), or lower"
              + " RINGSIDE_DATABASE_POOL_SIZE.";
      if (room < needed) {
        notes.fault(found, remedy);
      } else if (room - others < needed) {
        notes.warn(found, remedy);
      } else {
        notes.ok(found);
      }
    }
  }
}
