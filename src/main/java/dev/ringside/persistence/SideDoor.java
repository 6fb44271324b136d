package dev.ringside.persistence;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The way into a node's database for somebody who is not that node: a command that is run beside
 * it. An embedded PostgreSQL is reached while its node runs, by whoever may read its data folder.
 */
public final class SideDoor {

  private SideDoor() {}

  /**
   * Connects to the database that the settings name, as the role that owns Ringside's tables.
   *
   * @throws StartException where it cannot be reached
   */
  public static Connection open(RingsideConfig.Database settings) {
    return open(settings, Duration.ZERO);
  }

  /**
   * The same, with a limit to how long connecting and each statement may take.
   *
   * @param limit in whole seconds; none where it is below one
   * @throws StartException where it cannot be reached; its cause is the driver's {@link
   *     SQLException}, where it was asked
   */
  public static Connection open(RingsideConfig.Database settings, Duration limit) {
    try {
      return source(settings, limit).getConnection();
    } catch (SQLException e) {
      throw new StartException("The database cannot be reached: " + e.getMessage(), e);
    }
  }

  /** What opens such connections. */
  static DataSource source(RingsideConfig.Database settings, Duration limit) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    if (settings.url() != null) {
      source.setURL(settings.url());
      if (settings.user() != null) {
        source.setUser(settings.user());
      }
      if (settings.password() != null) {
        source.setPassword(settings.password());
      }
    } else {
      embedded(source, settings.dataDir());
    }
    source.setApplicationName("ringside");
    int seconds = Math.toIntExact(limit.toSeconds());
    if (seconds > 0) {
      source.setLoginTimeout(seconds);
      source.setConnectTimeout(seconds);
      source.setSocketTimeout(seconds);
    }
    return source;
  }

  private static void embedded(PGSimpleDataSource source, Path dataDir) {
    try {
      PostmasterFile server =
          PostmasterFile.read(dataDir.resolve("pgdata"))
              .filter(PostmasterFile::ready)
              .orElseThrow(() -> new StartException(notRunning(dataDir)));
      Path password = dataDir.resolve("postgres.password");
      source.setURL("jdbc:postgresql://127.0.0.1:" + server.port() + "/" + Cluster.DATABASE);
      source.setUser(Cluster.USER);
      source.setPassword(Files.readString(password).strip());
    } catch (IOException e) {
      throw new StartException(
          "The data folder %s (RINGSIDE_DATA_DIR) cannot be read: %s"
              .formatted(dataDir, e.getMessage()),
          e);
    }
  }

  private static String notRunning(Path dataDir) {
    return "The embedded PostgreSQL in %s (RINGSIDE_DATA_DIR) is not running. Start Ringside first, or name another database with RINGSIDE_DATABASE_URL."
        .formatted(dataDir);
  }
}
