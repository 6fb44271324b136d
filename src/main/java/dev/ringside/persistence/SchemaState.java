package dev.ringside.persistence;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.StartException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * How the tables stand to what this program knows of them: migrations by version and name.
 *
 * @param applied those that have run, and are known here
 * @param pending those that are still to run
 * @param later those that a later Ringside has run, and this one does not know
 * @param broken those that failed, or have run as something else than they are here
 */
public record SchemaState(
    List<String> applied, List<String> pending, List<String> later, List<String> broken) {

  /** The oldest PostgreSQL that Ringside runs on, by its major version. */
  public static final int OLDEST_SERVER = Migrations.OLDEST_SERVER;

  /**
   * Looks, and changes nothing.
   *
   * @param limit how long connecting and each statement may take
   * @throws StartException where the database cannot be asked
   */
  public static SchemaState of(RingsideConfig.Database settings, Duration limit) {
    return of(SideDoor.source(settings, limit), settings.schema());
  }

  private static SchemaState of(DataSource source, String schema) {
    SchemaState state =
        new SchemaState(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      for (MigrationInfo each : Migrations.of(source, schema).info().all()) {
        state.put(each);
      }
      return state;
    } catch (FlywayException e) {
      throw new StartException(
          "The schema " + schema + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  private void put(MigrationInfo migration) {
    MigrationState state = migration.getState();
    // What has no version made the schema itself.
    if (migration.getVersion() == null) {
      return;
    }
    String name = migration.getVersion() + " " + migration.getDescription();
    if (state.isFailed() || (state.isApplied() && state.isResolved() && !matches(migration))) {
      broken.add(name);
    } else if (!state.isApplied()) {
      pending.add(name);
    } else if (state.isResolved()) {
      applied.add(name);
    } else {
      later.add(name);
    }
  }

  private static boolean matches(MigrationInfo migration) {
    return migration.isChecksumMatching() && migration.isDescriptionMatching();
  }

  /** Whether there is a database at all: the embedded one is made by its first start. */
  public static boolean isMade(RingsideConfig.Database settings) {
    return settings.url() != null || Files.isDirectory(settings.dataDir().resolve("pgdata"));
  }

  /**
   * The same of a database that may be the embedded one, which is started for it.
   *
   * @throws StartException where a node has it, or it cannot be asked
   */
  public static SchemaState started(RingsideConfig.Database settings) {
    if (settings.url() != null) {
      return of(settings, Duration.ZERO);
    }
    try (EmbeddedPostgres embedded = start(settings)) {
      return of(Database.source(new SteppingAside(embedded), settings), settings.schema());
    }
  }

  /**
   * Brings the tables up to date, as a start does; the embedded PostgreSQL is started for it, and
   * stopped.
   *
   * @return which migrations ran
   * @throws StartException where that cannot be
   */
  public static List<String> update(RingsideConfig.Database settings) {
    if (settings.url() != null) {
      return Migrations.run(Database.source(new SteppingAside(null), settings), settings.schema());
    }
    try (EmbeddedPostgres embedded = start(settings)) {
      return Migrations.run(
          Database.source(new SteppingAside(embedded), settings), settings.schema());
    }
  }

  private static EmbeddedPostgres start(RingsideConfig.Database settings) {
    return EmbeddedPostgres.start(settings.dataDir(), settings.restartPause());
  }
}
