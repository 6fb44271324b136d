package dev.ringside.persistence;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A Ringside with nothing but its PostgreSQL, for tests that kill it. */
final class StartAndStay {

  private StartAndStay() {}

  /** Starts on the folder named, keeps one row, prints the server's process id and stays. */
  @SuppressWarnings("SystemOut") // the test reads it
  public static void main(String[] arguments) throws SQLException, InterruptedException {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]));
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute("create table kept as select 'before the kill' as word");
    }
    System.out.println("pid " + postgres.pid());
    Thread.currentThread().join();
  }
}
