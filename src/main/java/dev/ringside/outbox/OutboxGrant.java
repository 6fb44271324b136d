package dev.ringside.outbox;

import dev.ringside.config.StartException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Lets a role of the same PostgreSQL, the application's, insert into the outbox. */
public final class OutboxGrant {

  private static final String LOOK =
      """
      select exists (select from pg_roles where rolname = ?),
             exists (select from pg_tables where schemaname = ? and tablename = 'outbox')
      """;

  private static final String GRANTS =
      "select format('grant usage on schema %1$I to %2$I; grant insert on %1$I.outbox to %2$I', ?,"
          + " ?)";

  private static final String MAY =
      "select has_schema_privilege(?, ?, 'usage') and has_table_privilege(?, ?, 'insert')";

  private OutboxGrant() {}

  /**
   * Grants what an insert needs, and nothing else; what is granted already stays.
   *
   * @throws StartException where there is no such role or no outbox, or where the grant is not ours
   *     to give
   */
  public static void grant(Connection connection, String schema, String role) throws SQLException {
    check(connection, schema, role);
    try (Statement statement = connection.createStatement()) {
      statement.execute(grants(connection, schema, role));
    }
    if (!may(connection, schema, role)) {
      // PostgreSQL only warns of it.
      throw new StartException(
          "The role that Ringside uses may not grant it. Let the owner of the schema %s do it."
              .formatted(schema));
    }
  }

  /** The statements, their names quoted by PostgreSQL itself. */
  private static String grants(Connection connection, String schema, String role)
      throws SQLException {
    try (PreparedStatement format = connection.prepareStatement(GRANTS)) {
      format.setString(1, schema);
      format.setString(2, role);
      try (ResultSet row = format.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static void check(Connection connection, String schema, String role) throws SQLException {
    try (PreparedStatement look = connection.prepareStatement(LOOK)) {
      look.setString(1, role);
      look.setString(2, schema);
      try (ResultSet row = look.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          throw new StartException(
              "There is no role \"%s\" in this PostgreSQL. Make it first: create role \"%s\" login password '…'"
                  .formatted(role, role));
        }
        if (!row.getBoolean(2)) {
          throw new StartException(
              "There is no outbox in the schema %s (RINGSIDE_DATABASE_SCHEMA) yet. Start Ringside once on this database."
                  .formatted(schema));
        }
      }
    }
  }

  private static boolean may(Connection connection, String schema, String role)
      throws SQLException {
    try (PreparedStatement look = connection.prepareStatement(MAY)) {
      look.setString(1, role);
      look.setString(2, schema);
      look.setString(3, role);
      look.setString(4, schema + ".outbox");
      try (ResultSet row = look.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
