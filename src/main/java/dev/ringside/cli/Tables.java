package dev.ringside.cli;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.StartException;
import dev.ringside.persistence.SideDoor;
import dev.ringside.persistence.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** The tables of the node that the settings name, for one transaction of a command's. */
final class Tables {

  /** What PostgreSQL says where there is no such schema, table or column. */
  private static final Set<String> NOT_MADE = Set.of("3F000", "42P01", "42703");

  private Tables() {}

  /**
   * Runs work and commits it.
   *
   * @throws StartException where the database cannot be reached, or refuses it
   */
  static <T> T within(RingsideConfig.Database settings, Transactions.Work<T> work) {
    try (Connection connection = SideDoor.open(settings)) {
      connection.setSchema(settings.schema());
      connection.setAutoCommit(false);
      T result = work.run(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw new StartException(whyNot(e, settings.schema()), e);
    }
  }

  private static String whyNot(SQLException e, String schema) {
    return NOT_MADE.contains(e.getSQLState())
        ? "The schema %s (RINGSIDE_DATABASE_SCHEMA) holds no tables of this version. Start Ringside once on this database."
            .formatted(schema)
        : "The database refuses it: " + e.getMessage();
  }
}
