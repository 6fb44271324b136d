package dev.ringside.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.config.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedPostgresTest {

  /** A data folder in which the first start has been, copied by tests that need a later one. */
  @TempDir static Path template;

  @TempDir Path data;

  /** A copy of it that runs all the time, for tests that only look. */
  @TempDir static Path running;

  private static EmbeddedPostgres shared;

  @BeforeAll
  static void startOnce() throws Exception {
    EmbeddedPostgres.start(template).close();
    shared = EmbeddedPostgres.start(withCluster(running));
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @Test
  void firstStart_makesWhatAQueryFinds() throws Exception {
    assertThat(shared.isAlive()).isTrue();
    assertThat(shared.jdbcUrl()).matches("jdbc:postgresql://127\\.0\\.0\\.1:\\d+/ringside");
    assertThat(query(shared, "select current_database() || ' ' || current_user"))
        .isEqualTo("ringside ringside");
    assertThat(query(shared, "select lower('ÄÖ') || (select 'a' < 'B')")).isEqualTo("äöfalse");
  }

  @Test
  void settings_keepWhatWasCommitted() throws Exception {
    for (String setting :
        List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
      assertThat(query(shared, "show " + setting)).as(setting).isEqualTo("on");
    }
    assertThat(query(shared, "show server_encoding")).isEqualTo("UTF8");
    assertThat(query(shared, "show listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(query(shared, "show unix_socket_directories")).isEmpty();
  }

  @Test
  void password_isNeededAndKeptFromOthers() throws Exception {
    assertThat(shared.password()).hasSizeGreaterThan(20);
    Properties wrong = new Properties();
    wrong.setProperty("user", shared.user());
    wrong.setProperty("password", "wrong");
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> DriverManager.getConnection(shared.jdbcUrl(), wrong).close())
        .withMessageContaining("authentication failed");
    assertThat(mode(running.resolve("postgres.password"))).isEqualTo("rw-------");
    assertThat(mode(running.resolve("postgres.log"))).isEqualTo("rw-------");
    assertThat(mode(running.resolve("pgdata"))).isEqualTo("rwx------");
    assertThat(mode(programs(running))).isEqualTo("rwxr-xr-x");
  }

  @Test
  void server_isInASessionOfItsOwn() throws Exception {
    // Field 6 of stat, after the name in parentheses: Ctrl-C reaches one session alone.
    String stat = Files.readString(Path.of("/proc", Long.toString(shared.pid()), "stat"));
    String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    assertThat(session).isEqualTo(Long.toString(shared.pid()));
  }

  @Test
  void server_knowsNoneOfRingsidesSecrets() throws Exception {
    byte[] environment =
        Files.readAllBytes(Path.of("/proc", Long.toString(shared.pid()), "environ"));
    assertThat(new String(environment, UTF_8).split("\0", -1))
        .filteredOn(entry -> !entry.isEmpty())
        .allMatch(entry -> entry.matches("(PATH|LC_ALL|TZ|PWD|_|PG[A-Z_]*)=.*"));
  }

  @Test
  void programs_areNotWritableByOthers() throws Exception {
    try (Stream<Path> files = Files.walk(programs(running))) {
      assertThat(files.filter(file -> !Files.isSymbolicLink(file)))
          .allMatch(file -> permissions(file).charAt(7) == '-');
    }
  }

  @Test
  void data_surviveAStop_thatWaitsForNoConnection() throws Exception {
    EmbeddedPostgres first = start(withCluster(data));
    execute(first, "create table kept as select 42 as answer");
    try (Connection open = connect(first)) {
      assertThat(open.isValid(5)).isTrue();
      first.close();
      first.close();
    }
    assertThat(first.isAlive()).isFalse();
    assertThat(alive(first.pid())).isFalse();
    assertThat(Files.readString(data.resolve("postgres.log")))
        .contains("received fast shutdown request")
        .contains("database system is shut down");
    try (EmbeddedPostgres second = start(data)) {
      assertThat(query(second, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void secondStart_inTheSameProcess_isRefused() throws Exception {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> EmbeddedPostgres.start(running).close())
        .withMessageContaining("Another Ringside (process " + ProcessHandle.current().pid())
        .withMessageContaining(running.toRealPath().toString());
    assertThat(query(shared, "select 1")).isEqualTo("1");
  }

  @Test
  void secondStart_besideAnotherProcess_isRefusedUntilThatIsKilled() throws Exception {
    withCluster(data);
    Process other = startAndStay(data);
    try {
      long server = announcedPid(other);
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> EmbeddedPostgres.start(data).close())
          .withMessageContaining("Another Ringside (process " + other.pid());
      assertThat(alive(server)).isTrue();

      kill(other);
      assertThat(alive(server)).as("a killed Ringside leaves its PostgreSQL").isTrue();
      try (EmbeddedPostgres postgres = start(data)) {
        assertThat(alive(server)).isFalse();
        assertThat(postgres.pid()).isNotEqualTo(server);
        assertThat(query(postgres, "select word from kept")).isEqualTo("before the kill");
      }
    } finally {
      kill(other);
    }
  }

  @Test
  void killedServer_isRecoveredByTheNextStart() throws Exception {
    withCluster(data);
    try (EmbeddedPostgres postgres = start(data)) {
      execute(postgres, "create table kept as select 42 as answer");
      ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
      server.destroyForcibly();
      server.onExit().get(10, TimeUnit.SECONDS);
    }
    try (EmbeddedPostgres postgres = start(data)) {
      assertThat(query(postgres, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void interruptedFirstStart_isBegunAnew() throws Exception {
    Path halfUnpacked = Files.createDirectories(data.resolve("unpacking-1/bin"));
    Path earlierVersion = Files.createDirectories(data.resolve("postgres-17.1-0123abcd/bin"));
    Path halfMade = Files.createDirectories(data.resolve("pgdata-unfinished-1/pgdata/base"));
    Files.writeString(halfMade.resolve("1"), "half");
    Files.createDirectories(data.resolve("pgdata"));
    try (EmbeddedPostgres postgres = start(data)) {
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
    assertThat(halfUnpacked).doesNotExist();
    assertThat(earlierVersion).doesNotExist();
    assertThat(halfMade).doesNotExist();
  }

  @Test
  void dataOfAnotherVersion_areLeftAlone() throws Exception {
    withCluster(data);
    Path version = data.resolve("pgdata/PG_VERSION");
    Files.writeString(version, "15\n");
    assertRefused(data, "PostgreSQL 15", "PostgreSQL 18", "pg_dump", "pg_restore");
    assertThat(version).hasContent("15");
  }

  @Test
  void foreignFolder_isLeftAlone() throws Exception {
    withPrograms(data);
    Files.createDirectories(data.resolve("pgdata"));
    Files.writeString(data.resolve("pgdata/diary.txt"), "dear diary");
    assertRefused(data, "no data of PostgreSQL", "pgdata");
    assertThat(data.resolve("pgdata/diary.txt")).hasContent("dear diary");
  }

  @Test
  void stalePidFile_ofAForeignProcess_harmsNobody() throws Exception {
    withCluster(data);
    Process bystander = new ProcessBuilder("sleep", "300").start();
    try {
      Files.writeString(
          data.resolve("pgdata/postmaster.pid"),
          bystander.pid() + "\n" + data.resolve("pgdata") + "\n1\n5432\n\n127.0.0.1\n");
      try (EmbeddedPostgres postgres = start(data)) {
        assertThat(query(postgres, "select 1")).isEqualTo("1");
        assertThat(bystander.isAlive()).isTrue();
      }
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void serverOfAnotherFolder_isNotTakenForALeftover() throws Exception {
    withCluster(data);
    Files.writeString(
        data.resolve("pgdata/postmaster.pid"), shared.pid() + "\n/nowhere\n1\n5432\n\n\n");
    try (EmbeddedPostgres postgres = start(data)) {
      assertThat(query(postgres, "select 1")).isEqualTo("1");
      assertThat(query(shared, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void lostPasswordFile_isMadeAnew() throws Exception {
    withCluster(data);
    Files.delete(data.resolve("postgres.password"));
    try (EmbeddedPostgres postgres = start(data)) {
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void takenPort_isPassedOver() throws Exception {
    withCluster(data);
    try (DataFolder folder = DataFolder.lock(data);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      PostgresBinaries binaries = PostgresBinaries.unpackedIn(folder);
      RunAs runAs = RunAs.choose(folder, binaries);
      Cluster.openOrCreate(folder, binaries, runAs);
      List<Integer> ports = new ArrayList<>(List.of(taken.getLocalPort(), Postmaster.freePort()));
      Postmaster postmaster = Postmaster.launch(folder, binaries, runAs, ports::removeFirst);
      assertThat(postmaster.isAlive()).isTrue();
      assertThat(postmaster.port()).isNotEqualTo(taken.getLocalPort());
      postmaster.stop();
    }
  }

  @Test
  void brokenData_areToldWithTheWordsOfTheLog() throws Exception {
    withCluster(data);
    Files.writeString(
        data.resolve("pgdata/postgresql.conf"), "no_such_setting = 1\n", StandardOpenOption.APPEND);
    List<Long> before = children();
    assertRefused(data, "PostgreSQL did not start", "no_such_setting", "postgres.log");
    assertThat(children()).containsExactlyElementsOf(before);
  }

  /** What this JVM runs, the databases of other tests among it. */
  private static List<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).sorted().toList();
  }

  @Test
  void largeLog_isSetAside() throws Exception {
    withCluster(data);
    Files.writeString(data.resolve("postgres.log"), "x".repeat(9 << 20));
    start(data).close();
    assertThat(Files.size(data.resolve("postgres.log"))).isLessThan(1 << 20);
    assertThat(Files.size(data.resolve("postgres.log.1"))).isEqualTo(9 << 20);
  }

  @Test
  void dataFolder_thatIsAFile_isRefused() throws Exception {
    Path file = Files.createFile(data.resolve("file"));
    assertRefused(file, "which is a file", "RINGSIDE_DATA_DIR");
    assertRefused(file.resolve("below"), "RINGSIDE_DATA_DIR");
  }

  @Test
  void dataFolder_thatMayNotBeWritten_isRefused() throws Exception {
    assertRefused(Path.of("/proc/ringside"), "RINGSIDE_DATA_DIR");
    assumeTrue(RunAs.currentUid() != 0, "root may write everywhere");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
    assertRefused(data, "may not use", "RINGSIDE_DATA_DIR");
  }

  @Test
  void platformWithoutPrograms_isToldToBringADatabase() {
    for (String system : List.of("Mac OS X", "Windows 11", "Linux")) {
      assertThatThrownBy(() -> PostgresBinaries.archive(system, "riscv64"))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(system)
          .hasMessageContaining("RINGSIDE_DATABASE_URL");
    }
  }

  @Test
  void asRoot_inAFolderForItAlone_runsAsItsOwnerWithoutPowers() throws Exception {
    assumeTrue(RunAs.currentUid() == 0, "only root gives up its rights");
    assertThat(mode(running)).isEqualTo("rwx------");
    assertThat(status(shared.pid(), "CapEff")).isEqualTo("0000000000000000");
  }

  @Test
  void asRoot_inAReachableFolder_runsAsAnotherUser() throws Exception {
    assumeTrue(RunAs.currentUid() == 0, "only root gives up its rights");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    withPrograms(data);
    for (String round : List.of("new", "existing")) {
      try (EmbeddedPostgres postgres = start(data)) {
        assertThat(status(postgres.pid(), "Uid")).as(round).startsWith("65534");
        assertThat(query(postgres, "select 1")).isEqualTo("1");
      }
    }
    // The way is barred: the data change hands.
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    try (EmbeddedPostgres postgres = start(data)) {
      assertThat(status(postgres.pid(), "Uid")).startsWith("0");
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  private static EmbeddedPostgres start(Path data) {
    return EmbeddedPostgres.start(data);
  }

  private static void assertRefused(Path data, String... words) {
    assertThatThrownBy(() -> EmbeddedPostgres.start(data).close())
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll(words);
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = connect(postgres);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = connect(postgres);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Process startAndStay(Path data) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            StartAndStay.class.getName(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static long announcedPid(Process ringside) throws IOException {
    var lines = ringside.inputReader(UTF_8);
    String line;
    while ((line = lines.readLine()) != null) {
      if (line.startsWith("pid ")) {
        return Long.parseLong(line.substring(4));
      }
    }
    throw new AssertionError("it ended without a word");
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static String status(long pid, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElseThrow();
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static String permissions(Path file) {
    try {
      return mode(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path programs(Path data) throws IOException {
    try (Stream<Path> entries = Files.list(data)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith("postgres-"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** A folder with the programs unpacked, as before the first start's initdb. */
  private static Path withPrograms(Path data) throws Exception {
    return copy("-al", data, programs(template));
  }

  /** A folder with a database, as before a later start. */
  private static Path withCluster(Path data) throws Exception {
    return copy(
        "-a",
        withPrograms(data),
        template.resolve("pgdata"),
        template.resolve("postgres.password"));
  }

  private static Path copy(String how, Path to, Path... entries) throws Exception {
    List<String> command = new ArrayList<>(List.of("cp", how));
    Stream.of(entries).map(Path::toString).forEach(command::add);
    command.add(to.toString());
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    return to;
  }
}
