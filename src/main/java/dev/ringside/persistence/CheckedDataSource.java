package dev.ringside.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Opens connections for the pool, each checked for the history that its database has. */
final class CheckedDataSource extends ServerDataSource {

  private static final long serialVersionUID = 1L;

  CheckedDataSource(@Nullable EmbeddedPostgres embedded) {
    super(embedded);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    try {
      Generation.check(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
