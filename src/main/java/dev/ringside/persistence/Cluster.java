package dev.ringside.persistence;

import dev.ringside.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's data on disk, with the database {@code ringside} in it, before the server runs.
 *
 * <p>They are made in a folder of their own, which gets its name when all is done: whatever
 * interrupts that, the next start begins anew.
 *
 * @param password of the role {@link #USER}
 */
record Cluster(String password) {

  static final String USER = "ringside";
  static final String DATABASE = "ringside";

  private static final Logger log = LoggerFactory.getLogger(Cluster.class);
  private static final String UNFINISHED = "pgdata-unfinished-";
  private static final String NAMELESS = "could not look up effective user ID";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Without the secret. */
  @Override
  public String toString() {
    return "Cluster[]";
  }

  /**
   * Finds the data, or makes them.
   *
   * @throws StartException if they cannot be made, or are not of this PostgreSQL's version
   */
  static Cluster openOrCreate(DataFolder folder, PostgresBinaries binaries, RunAs runAs)
      throws IOException {
    folder.remove(UNFINISHED);
    if (!folder.hasCluster()) {
      return create(folder, binaries, runAs);
    }
    checkVersion(folder, binaries);
    runAs.own(folder.pgdata());
    if (!Files.exists(folder.passwordFile())) {
      return renewPassword(folder, binaries, runAs);
    }
    return new Cluster(Files.readString(folder.passwordFile()).strip());
  }

  private static Cluster create(DataFolder folder, PostgresBinaries binaries, RunAs runAs)
      throws IOException {
    log.info("Making a database in {}", folder.pgdata());
    String password = randomPassword();
    Path unfinished = Files.createTempDirectory(folder.path(), UNFINISHED);
    try {
      Path pgdata = unfinished.resolve("pgdata");
      Path passwordFile = unfinished.resolve("password");
      DataFolder.writeSecret(passwordFile, password);
      runAs.own(unfinished);
      initdb(folder, binaries, runAs, pgdata, passwordFile);
      singleUser(folder, binaries, runAs, pgdata, "create database " + DATABASE);
      DataFolder.writeSecret(folder.passwordFile(), password);
      DataFolder.renameDurably(pgdata, folder.pgdata());
    } finally {
      DataFolder.removeTree(unfinished);
    }
    return new Cluster(password);
  }

  private static void initdb(
      DataFolder folder, PostgresBinaries binaries, RunAs runAs, Path pgdata, Path passwordFile)
      throws IOException {
    List<String> command =
        List.of(
            binaries.program("initdb"),
            "--pgdata=" + pgdata,
            "--username=" + USER,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            // PostgreSQL's own: an upgrade of the C library must not reorder indexes.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--no-instructions");
    run(folder, runAs, "", command);
  }

  /** Runs a statement without a server, before anybody can connect. */
  private static void singleUser(
      DataFolder folder, PostgresBinaries binaries, RunAs runAs, Path pgdata, String statement)
      throws IOException {
    List<String> command =
        List.of(
            binaries.program("postgres"),
            "--single",
            "-D",
            pgdata.toString(),
            "-c",
            "exit_on_error=on",
            "-c",
            "fsync=on",
            "-c",
            "log_min_error_statement=panic",
            "postgres");
    run(folder, runAs, statement + "\n", command);
  }

  private static void run(DataFolder folder, RunAs runAs, String input, List<String> command)
      throws IOException {
    Command.Result result = Command.run(folder.path(), LIMIT, input, runAs.command(command));
    if (result.output().contains(NAMELESS)) {
      result = Command.run(folder.path(), LIMIT, input, runAs.withName().command(command));
    }
    log.debug("{}: {}", command.getFirst(), result.output());
    if (result.succeeded()) {
      return;
    }
    if (result.output().contains("No space left on device")) {
      throw folder.explain(new IOException("No space left on device"));
    }
    throw new StartException(
        "PostgreSQL could not make its database in the data folder %s (RINGSIDE_DATA_DIR); it wants a user with an entry in /etc/passwd, space and the right to write. It says:\n%s"
            .formatted(folder.path(), result.lastLines()));
  }

  /** For data that were restored without the password's file. */
  private static Cluster renewPassword(DataFolder folder, PostgresBinaries binaries, RunAs runAs)
      throws IOException {
    log.warn("{} is missing: setting a new password", folder.passwordFile());
    String password = randomPassword();
    String statement = "alter role %s password '%s'".formatted(USER, password);
    singleUser(folder, binaries, runAs, folder.pgdata(), statement);
    DataFolder.writeSecret(folder.passwordFile(), password);
    return new Cluster(password);
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void checkVersion(DataFolder folder, PostgresBinaries binaries)
      throws IOException {
    Path file = folder.pgdata().resolve("PG_VERSION");
    if (!Files.exists(file)) {
      throw new StartException(
          "%s holds no data of PostgreSQL (there is no PG_VERSION in it). Move it away, or name another data folder with RINGSIDE_DATA_DIR."
              .formatted(folder.pgdata()));
    }
    String version = Files.readString(file).strip();
    if (!version.equals(binaries.major())) {
      throw new StartException(
          """
          The data in %1$s were written by PostgreSQL %2$s, and this Ringside brings PostgreSQL %3$s, which cannot read them. To take them along:
          1. Start the Ringside that you had before on this folder, and dump its database, with the pg_dump of PostgreSQL %2$s or later:
             PGPASSWORD="$(cat %4$s)" pg_dump -Fc -h 127.0.0.1 -p "$(sed -n 4p %1$s/postmaster.pid)" -U %5$s -f ringside.dump %6$s
          2. Stop it, and move %1$s away, out of the data folder.
          3. Start this Ringside once, so that it makes a database, and load the dump into that:
             PGPASSWORD="$(cat %4$s)" pg_restore --clean --if-exists --single-transaction -h 127.0.0.1 -p "$(sed -n 4p %1$s/postmaster.pid)" -U %5$s -d %6$s ringside.dump
          4. Stop Ringside, run its command renew-epochs, and start it again; docs/backup.md says more.\
          """
              .formatted(
                  folder.pgdata(),
                  version,
                  binaries.major(),
                  folder.passwordFile(),
                  USER,
                  DATABASE));
    }
  }
}
