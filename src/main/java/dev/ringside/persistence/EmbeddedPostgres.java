package dev.ringside.persistence;

import dev.ringside.config.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A PostgreSQL of Ringside's own, whose data stay in a folder. It is a real server on a loopback
 * port, with every safeguard of its durability on, and it is a process of its own: {@link #close}
 * stops it, one that dies is started again, and one that a killed Ringside left behind is stopped
 * by the next start on its folder.
 *
 * <p>The folder holds {@code pgdata} (the data), {@code postgres-<version>-<checksum>} (the
 * programs, unpacked once), {@code postgres.password}, {@code postgres.log} and {@code
 * ringside.lock}. One Ringside at a time uses it.
 *
 * <p>Safe for any thread: all fields are final, and {@link #close} is ordered by this object's
 * monitor, so that whoever calls it second returns when PostgreSQL has stopped.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final DataFolder folder;
  private final Supervisor supervisor;
  private final String password;

  private EmbeddedPostgres(DataFolder folder, Supervisor supervisor, String password) {
    this.folder = folder;
    this.supervisor = supervisor;
    this.password = password;
  }

  /**
   * Starts the PostgreSQL whose files are in {@code dataDir}, and makes them first where there are
   * none. Blocks until it accepts connections: some seconds at the very first start, a fraction of
   * one later, longer where it has to recover from a crash.
   *
   * @param longestPause before it is started again after it has died; the first is a tenth of a
   *     second, each of the next twice as long as the one before it
   * @throws StartException if it cannot be started; says what is wrong and what to do
   */
  public static EmbeddedPostgres start(Path dataDir, Duration longestPause) {
    DataFolder folder = DataFolder.lock(dataDir);
    try {
      RunAs.requireOwnData(folder);
      LeftoverPostmaster.stop(folder);
      PostgresBinaries binaries = PostgresBinaries.unpackedIn(folder);
      RunAs runAs = RunAs.choose(folder, binaries);
      Cluster cluster = Cluster.openOrCreate(folder, binaries, runAs);
      Supervisor supervisor =
          Supervisor.start(ports -> launch(folder, binaries, runAs, ports), longestPause);
      return new EmbeddedPostgres(folder, supervisor, cluster.password());
    } catch (IOException e) {
      folder.close();
      throw folder.explain(e);
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  /** The same, with pauses of up to 10 s before it is started again. */
  public static EmbeddedPostgres start(Path dataDir) {
    return start(dataDir, LONGEST_PAUSE);
  }

  /** Starts the server, where one that was killed may have left something behind. */
  private static Postmaster launch(
      DataFolder folder, PostgresBinaries binaries, RunAs runAs, Postmaster.Ports ports) {
    try {
      LeftoverPostmaster.stop(folder);
      return Postmaster.launch(folder, binaries, runAs, ports);
    } catch (IOException e) {
      throw folder.explain(e);
    }
  }

  /**
   * Where the database {@code ringside} is reached, without user and password. Another address than
   * before where it was started again and its port had been taken.
   */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + supervisor.current().port() + "/" + Cluster.DATABASE;
  }

  /** The role that owns the database; a superuser of this PostgreSQL. */
  public String user() {
    return Cluster.USER;
  }

  /** The password of {@link #user}, made at the first start. A secret. */
  public String password() {
    return password;
  }

  /**
   * The process id of the PostgreSQL server, or of the last one while it is being started again.
   */
  public long pid() {
    return supervisor.current().pid();
  }

  /** Whether the PostgreSQL server is running. */
  public boolean isAlive() {
    return supervisor.current().isAlive();
  }

  /**
   * Stops PostgreSQL and lets go of the folder. Open connections are cut off and what was committed
   * is kept. Takes a moment, and 9 s at the very most; closing again does nothing.
   */
  @Override
  public synchronized void close() {
    supervisor.stop();
    folder.close();
  }
}
