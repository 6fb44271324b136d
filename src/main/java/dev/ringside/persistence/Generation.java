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
 * may have lost commits that clients have seen. So the name is made anew, and every position in the
 * old history answered by a reset, when the system identifier or the timeline is another than
 * before, when a {@link Witness} misses something, and when somebody says so. Kept in the table
 * {@code generation}; a conditional update orders nodes that notice it at once.
 */
public final class Generation {

  private static final Logger log = LoggerFactory.getLogger(Generation.class);
  private static final SecureRandom random = new SecureRandom();

  private static final String LOOK =
      """
      select g.name, g.origin, here.origin
      from generation g,
           (select s.system_identifier || '/'
                   || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) as origin
            from pg_control_system() s) here
      """;

  private static final String RENEW =
      "update generation set name = ?, origin = ? where name = ? and origin = ?";

  /**
   * What the database says of itself.
   *
   * @param name of its history
   * @param known for which system and timeline the name was made; empty for none yet
   * @param here the system and the timeline of the database that answers
   */
  private record Look(String name, String known, String here) {}

  private Generation() {}

  /** Compares the database at the other end with the one that was known, and renews the name. */
  static void check(Connection connection, Iterable<Witness> witnesses) throws SQLException {
    Look look = look(connection);
    if (!look.known.equals(look.here)) {
      renew(connection, look);
    }
    for (Witness witness : witnesses) {
      if (witness.misses(connection)) {
        renew(connection, look);
        witness.forget();
      }
    }
  }

  /** Renews the name: who knows that this database has lost something calls it. */
  public static boolean renew(Connection connection) throws SQLException {
    return renew(connection, look(connection));
  }

  private static Look look(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LOOK)) {
      if (!row.next()) {
        throw new SQLException("the table generation is empty", "55000");
      }
      return new Look(row.getString(1), row.getString(2), row.getString(3));
    }
  }

  private static boolean renew(Connection connection, Look look) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(RENEW)) {
      update.setString(1, freshName());
      update.setString(2, look.here);
      update.setString(3, look.name);
      update.setString(4, look.known);
      boolean renewed = update.executeUpdate() == 1;
      if (renewed && !look.known.isEmpty()) {
        log.warn(
            "The database has another history than before (a failover or a restore):"
                + " all epochs are renewed, and clients will take a fresh snapshot");
      }
      return renewed;
    }
  }

  private static String freshName() {
    return Integer.toString(random.nextInt(36 * 36 * 36 * 36), 36);
  }
}
