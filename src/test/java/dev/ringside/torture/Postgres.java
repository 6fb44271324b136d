package dev.ringside.torture;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
import java.util.List;
import java.util.Random;

/**
 * A real PostgreSQL of the test's own, which nodes reach through a relay and the test directly. Its
 * monitor orders those who kill and revive it.
 */
final class Postgres implements AutoCloseable {

  static final String SCHEMA = "torture";

  private final Path folder;
  private final Relay relay;

  @GuardedBy("this")
  private EmbeddedPostgres server;

  private volatile String directUrl;

  Postgres(Path folder) throws IOException {
    this.folder = folder;
    server = EmbeddedPostgres.start(folder);
    directUrl = url(port(server));
    relay = new Relay(port(server));
  }

  private static int port(EmbeddedPostgres server) {
    return URI.create(server.jdbcUrl().substring("jdbc:".length())).getPort();
  }

  private synchronized String url(int port) {
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
  synchronized void kill() {
    Signals.send("KILL", server.pid());
  }

  /** Ends one backend of a node as {@code kill -9} does, so that PostgreSQL recovers by itself. */
  synchronized void killBackend(Random random) {
    List<Long> backends =
        ProcessHandle.of(server.pid()).stream()
            .flatMap(ProcessHandle::children)
            .map(ProcessHandle::pid)
            .filter(Postgres::servesClient)
            .toList();
    if (!backends.isEmpty()) {
      Signals.send("KILL", backends.get(random.nextInt(backends.size())));
    }
  }

  /** Ends the connections on which nodes listen to each other. */
  void cutListeners() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'");
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

  /** Starts it where it is down. */
  synchronized void revive() {
    if (!server.isAlive()) {
      server.close();
      server = EmbeddedPostgres.start(folder);
    }
    directUrl = url(port(server));
    relay.target(port(server));
  }

  @Override
  public synchronized void close() {
    relay.close();
    server.close();
  }
}
