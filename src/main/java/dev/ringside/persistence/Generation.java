package dev.ringside.persistence;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of this database's history, a part of every epoch on the wire. A failover or a restore
 * may have lost commits that clients have seen, so when the system identifier or the timeline is
 * another than before, the name is made anew, and every position in the old history is answered by
 * a reset. Kept in the table {@code generation}; a conditional update orders nodes that notice it
 * at once.
 */
final class Generation {

  private static final Logger log = LoggerFactory.getLogger(Generation.class);
  private static final SecureRandom random = new SecureRandom();

  private static final String LOOK =
      """
      select g.origin, here.origin
      from generation g,
           (select s.system_identifier || '/'
                   || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) as origin
            from pg_control_system() s) here
      """;

  private Generation() {}

  /** Compares the database at the other end with the one that was known, and renews the name. */
  static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LOOK)) {
      if (!row.next()) {
        throw new SQLException("the table generation is empty", "55000");
      }
      String known = row.getString(1);
      String here = row.getString(2);
      if (!known.equals(here)) {
        renew(connection, known, here);
      }
    }
  }

  private static void renew(Connection connection, String known, String here) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update generation set name = ?, origin = ? where origin = ?")) {
      update.setString(1, freshName());
      update.setString(2, here);
      update.setString(3, known);
      boolean renewed = update.executeUpdate() == 1;
      if (renewed && !known.isEmpty()) {
        log.warn(
            "The database has another history than before (a failover or a restore):"
                + " all epochs are renewed, and clients will take a fresh snapshot");
      }
    }
  }

  private static String freshName() {
    return Integer.toString(random.nextInt(36 * 36 * 36 * 36), 36);
  }
}
