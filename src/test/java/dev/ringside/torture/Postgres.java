package dev.ringside.torture;

import dev.ringside.persistence.EmbeddedPostgres;
import dev.ringside.support.Relay;
import dev.ringside.support.Signals;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A real PostgreSQL of the test's own, which nodes reach through a relay and the test directly.
 * Safe for any thread, but only one at a time breaks it.
 */
final class Postgres implements AutoCloseable {

  static final String SCHEMA = "torture";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path folder;
  private final Relay relay;
  private final EmbeddedPostgres server;

  private volatile String directUrl;

  Postgres(Path folder) throws IOException {
    this.folder = folder;
    server = EmbeddedPostgres.start(folder, Duration.ofSeconds(1));
    directUrl = url(port(server));
    relay = new Relay(port(server));
  }

  private static int port(EmbeddedPostgres server) {
    return URI.create(server.jdbcUrl().substring("jdbc:".length())).getPort();
  }

  private String url(int port) {
    return "jdbc:postgresql://127.0.0.1:%d/ringside?user=%s&password=%s"
        .formatted(port, server.user(), server.password());
  }

  /** Where nodes find it. */
  String url() {
    return url(relay.port());
  }

  Relay relay() {
    return relay;
  }

  /** A connection past the relay that works in the nodes' schema. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        directUrl + "&currentSchema=" + SCHEMA + "&socketTimeout=10&ApplicationName=torture");
  }

  /** Ends the postmaster as {@code kill -9} does. */
  void kill() {
    Signals.send("KILL", server.pid());
  }

  /** Ends one backend of a node as {@code kill -9} does, so that PostgreSQL recovers by itself. */
  void killBackend(Random random) {
    List<Long> backends =
        ProcessHandle.of(server.pid()).stream()
            .flatMap(ProcessHandle::children)
            .map(ProcessHandle::pid)
            .filter(Postgres::servesClient)
            .toList();
    if (!backends.isEmpty()) {
      // It may have ended just now.
      ProcessHandle.of(backends.get(random.nextInt(backends.size())))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Ends the connections on which nodes listen to each other, where those have not ended. */
  void cutListeners() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'");
    } catch (SQLException down) {
      // With a server that is down, or just comes up, they are cut as well.
    }
  }

  private static boolean servesClient(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
          .contains(" 127.0.0.1(");
    } catch (IOException e) {
      return false; // it has just ended
    }
  }

  /** Waits until it runs again, which it does by itself, and finds out where. */
  void revive() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("PostgreSQL does not come back; its log is in " + folder);
      }
      Thread.sleep(20);
    }
  }

  private boolean answers() {
    int port = port(server);
    directUrl = url(port);
    relay.target(port);
    try (Connection connection = connect()) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    relay.close();
    server.close();
  }
}
