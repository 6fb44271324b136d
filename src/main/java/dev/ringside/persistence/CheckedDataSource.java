package dev.ringside.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Opens connections for the pool, each checked for the history that its database has. */
final class CheckedDataSource extends ServerDataSource {

  private static final long serialVersionUID = 1L;

  private final transient Iterable<Witness> witnesses;

  CheckedDataSource(@Nullable EmbeddedPostgres embedded, Iterable<Witness> witnesses) {
    super(embedded);
    this.witnesses = witnesses;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    try {
      Generation.check(connection, witnesses);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
