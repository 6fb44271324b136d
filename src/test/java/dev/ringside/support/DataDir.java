package dev.ringside.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The data folder of a node that runs its own PostgreSQL, seen by who may read its files. */
public record DataDir(Path path) {

  private static final int PORT_LINE = 3;

  /** Starts a node on it; {@code settings} are pairs of property and value. */
  public TestNode startNode(String... settings) {
    String[] all = new String[settings.length + 4];
    System.arraycopy(settings, 0, all, 0, settings.length);
    all[settings.length] = "ringside.database.url";
    all[settings.length + 1] = "";
    all[settings.length + 2] = "ringside.data.dir";
    all[settings.length + 3] = path.toString();
    return TestNode.startIn("ringside", all);
  }

  public Path configuration() {
    return path.resolve("pgdata/postgresql.conf");
  }

  /** The process of the server. */
  public long pid() {
    return Long.parseLong(line(0));
  }

  /** A connection that no pool knows of. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + line(PORT_LINE) + "/ringside?currentSchema=ringside",
        "ringside",
        password());
  }

  /** What another node is told to use the same database. */
  public String url() {
    return "postgresql://ringside:%s@127.0.0.1:%s/ringside".formatted(password(), line(PORT_LINE));
  }

  /** Where the server listens. */
  public String port() {
    return line(PORT_LINE);
  }

  /** What its owner logs in with. */
  public String password() {
    return read(path.resolve("postgres.password")).strip();
  }

  private String line(int number) {
    return read(path.resolve("pgdata/postmaster.pid")).lines().toList().get(number).strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
