package dev.ringside.cli.doctor;

import dev.ringside.config.RingsideConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What the role may do in the database. */
final class RoleLook {

  private static final String SCHEMA =
      """
      select n.oid is not null,
             has_database_privilege(current_database(), 'CREATE'),
             coalesce(has_schema_privilege(n.oid, 'USAGE'), false),
             coalesce(has_schema_privilege(n.oid, 'CREATE'), false),
             current_user, current_database()
      from (select 1) one left join pg_namespace n on n.nspname = ?
      """;

  private static final String TABLES =
      """
      select count(*) filter (where not (has_table_privilege(c.oid, 'SELECT')
                 and has_table_privilege(c.oid, 'INSERT') and has_table_privilege(c.oid, 'UPDATE')
                 and has_table_privilege(c.oid, 'DELETE'))),
             count(*) filter (where not pg_has_role(c.relowner, 'USAGE'))
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ? and c.relkind in ('r', 'p')
      """;

  private final Connection connection;
  private final String schema;

  RoleLook(Connection connection, RingsideConfig.Database settings) {
    this.connection = connection;
    this.schema = settings.schema();
  }

  void look(Notes notes) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SCHEMA)) {
      select.setString(1, schema);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        String role = row.getString(5);
        if (!row.getBoolean(1)) {
          database(notes, row.getBoolean(2), role, row.getString(6));
        } else if (!row.getBoolean(3) || !row.getBoolean(4)) {
          notes.fault(
              "the role %s may not use the schema %s, or make tables in it."
                  .formatted(role, schema),
              "As its owner: grant usage, create on schema %s to %s;".formatted(schema, role));
        } else {
          tables(notes, role);
        }
      }
    }
  }

  private void database(Notes notes, boolean mayCreate, String role, String database) {
    if (mayCreate) {
      notes.ok("the role %s may make the schema %s.".formatted(role, schema));
    } else {
      notes.fault(
          "there is no schema %s, and the role %s may not make one.".formatted(schema, role),
          "As the database's owner: grant create on database %s to %s; or: create schema %s authorization %2$s;"
              .formatted(database, role, schema));
    }
  }

  private void tables(Notes notes, String role) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(TABLES)) {
      select.setString(1, schema);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        if (row.getInt(1) > 0) {
          notes.fault(
              "the role %s may not write %d tables of the schema %s."
                  .formatted(role, row.getInt(1), schema),
              "Run Ringside as the role that made them, or hand them over: reassign owned by … to %s;"
                  .formatted(role));
        } else if (row.getInt(2) > 0) {
          notes.warn(
              "%d tables of the schema %s are not the role's own, so %s cannot run migrations on them."
                  .formatted(row.getInt(2), schema, role),
              "Run ringside migrate as their owner at each upgrade, or hand them over: reassign owned by … to %s;"
                  .formatted(role));
        } else {
          notes.ok("the role %s may write and migrate the schema %s.".formatted(role, schema));
        }
      }
    }
  }
}
