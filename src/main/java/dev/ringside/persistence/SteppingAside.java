package dev.ringside.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections for migrations, which wait for no lock for long: the nodes that serve would
 * queue behind whoever waits for a table.
 */
final class SteppingAside extends ServerDataSource {

  private static final long serialVersionUID = 1L;

  SteppingAside(@Nullable EmbeddedPostgres embedded) {
    super(embedded);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("set lock_timeout = '2s'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
