package dev.ringside.support;

import dev.ringside.persistence.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of this JVM; each node under test has a schema of its own. */
public final class TestPostgres {

  private static final EmbeddedPostgres SERVER = EmbeddedPostgres.start(Fork.folder("test-data"));
  private static final AtomicInteger schemas = new AtomicInteger();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
  }

  private TestPostgres() {}

  /** The address with the login in it, as {@code RINGSIDE_DATABASE_URL} takes it. */
  public static String url() {
    return SERVER.jdbcUrl() + "?user=" + SERVER.user() + "&password=" + SERVER.password();
  }

  /** The name of an empty schema. */
  public static String freshSchema() throws SQLException {
    String schema = "test_" + schemas.incrementAndGet();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema if exists " + schema + " cascade");
    }
    return schema;
  }

  /** A connection that no pool knows of. */
  public static Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  /** A connection that works in the schema. */
  public static Connection connect(String schema) throws SQLException {
    Connection connection = connect();
    connection.setSchema(schema);
    return connection;
  }
}
