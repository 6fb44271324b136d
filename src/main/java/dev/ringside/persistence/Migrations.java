package dev.ringside.persistence;

import dev.ringside.config.Setting;
import dev.ringside.config.StartException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the database to answer and brings its schema up to this version of Ringside. */
final class Migrations {

  private static final Logger log = LoggerFactory.getLogger(Migrations.class);
  static final int OLDEST_SERVER = 15;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A schema, a table or a row that has just been made by somebody else. */
  private static final Set<String> RACES = Set.of("42P06", "42P07", "23505");

  private Migrations() {}

  /**
   * Does it.
   *
   * @return which migrations ran
   */
  static List<String> run(DataSource database, String schema) {
    requireServer(database);
    long end = System.nanoTime() + PATIENCE.toNanos();
    Set<String> ran = new LinkedHashSet<>();
    while (!migrate(database, schema, end, ran)) {
      log.info("waiting for somebody who has locked what the schema's next version changes");
      pause();
    }
    return List.copyOf(ran);
  }

  /** What there is to run, and how it stands to what has run. */
  static Flyway of(DataSource database, String schema) {
    FluentConfiguration flyway =
        Flyway.configure()
            .dataSource(database)
            .schemas(schema)
            .defaultSchema(schema)
            .createSchemas(true)
            .locations("classpath:db/migration");
    // An index that is built concurrently would wait for the transaction of Flyway's own lock.
    flyway
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    return flyway.load();
  }

  /** Migrates; false where that is to be tried again. */
  private static boolean migrate(DataSource database, String schema, long end, Set<String> ran) {
    Flyway flyway = of(database, schema);
    try {
      for (MigrateOutput each : flyway.migrate().migrations) {
        ran.add(each.version + " " + each.description);
      }
      return true;
    } catch (FlywayException e) {
      if (isContended(e) && System.nanoTime() - end < 0) {
        return false;
      }
      throw new StartException(
          "The schema " + schema + " cannot be brought up to date: " + e.getMessage(), e);
    }
  }

  /** Whether somebody held a lock, or another node was making the same at the same moment. */
  private static boolean isContended(FlywayException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return RACES.contains(sql.getSQLState())
            || DatabaseException.of(sql).kind() == DatabaseException.Kind.CONTENDED;
      }
    }
    return false;
  }

  private static void requireServer(DataSource database) {
    try (Connection connection = patiently(database)) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < OLDEST_SERVER) {
        throw new StartException(
            "Ringside needs PostgreSQL "
                + OLDEST_SERVER
                + " or later; this one is "
                + version
                + ".");
      }
    } catch (SQLException e) {
      throw new StartException(
          "PostgreSQL does not answer as "
              + Setting.DATABASE_URL.variable()
              + " names it: "
              + e.getMessage(),
          e);
    }
  }

  private static Connection patiently(DataSource database) throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return database.getConnection();
      } catch (SQLException e) {
        boolean mayComeUp = DatabaseException.of(e).kind() == DatabaseException.Kind.UNAVAILABLE;
        if (!mayComeUp || System.nanoTime() - end > 0) {
          throw e;
        }
        log.info("waiting for PostgreSQL: {}", e.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("Interrupted while waiting for PostgreSQL.", e);
    }
  }
}
