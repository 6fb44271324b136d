package dev.ringside.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.Outage;
import dev.ringside.support.Signals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PostgreSQL of Ringside's own that dies. */
@NullMarked
@Timeout(120)
class SupervisorTest {

  private static final Path CONFIGURATION = Outage.DATA.resolve("pgdata/postgresql.conf");

  private List<Long> before = List.of();
  private @Nullable EmbeddedPostgres running;

  @BeforeEach
  void start() {
    before = children();
    running = EmbeddedPostgres.start(Outage.DATA, Duration.ofMillis(400));
  }

  @AfterEach
  void stop() {
    postgres().close();
    assertThat(children()).as("processes").containsExactlyElementsOf(before);
  }

  private EmbeddedPostgres postgres() {
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  /** What this JVM runs, the databases of other tests among it. */
  private static List<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).sorted().toList();
  }

  private static int port(EmbeddedPostgres postgres) {
    return URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort();
  }

  private static void awaitAnotherThan(EmbeddedPostgres postgres, long pid) {
    Eventually.holds("server", () -> postgres.pid() != pid && postgres.isAlive());
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = new ServerDataSource(postgres).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  @Test
  void server_thatIsKilledAgainAndAgain_isStartedAtItsPort() throws Exception {
    EmbeddedPostgres postgres = postgres();
    String address = postgres.jdbcUrl();
    for (int round = 1; round <= 4; round++) {
      long pid = postgres.pid();
      Signals.send("KILL", pid);
      awaitAnotherThan(postgres, pid);
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
    assertThat(postgres.jdbcUrl()).isEqualTo(address);
  }

  @Test
  void port_thatWasTakenMeanwhile_isLeftForAnother() throws Exception {
    EmbeddedPostgres postgres = postgres();
    ServerDataSource source = new ServerDataSource(postgres);
    source.setApplicationName("mover");
    long pid = postgres.pid();
    int port = port(postgres);
    String configuration = breakConfiguration();
    Signals.send("KILL", pid);
    Eventually.holds("end of the server", () -> !postgres.isAlive());
    try (ServerSocket taken = listen(port)) {
      Files.writeString(CONFIGURATION, configuration);
      awaitAnotherThan(postgres, pid);
      assertThat(port(postgres)).isNotEqualTo(taken.getLocalPort());
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement();
          ResultSet name = statement.executeQuery("show application_name")) {
        assertThat(name.next()).isTrue();
        assertThat(name.getString(1)).isEqualTo("mover");
      }
    } finally {
      Files.writeString(CONFIGURATION, configuration);
    }
  }

  /** Takes a port, which the attempts to start a server look at for a moment. */
  private static ServerSocket listen(int port) {
    ServerSocket[] taken = new ServerSocket[1];
    Eventually.isNull(
        () -> {
          try {
            taken[0] = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
            return null;
          } catch (IOException e) {
            return "the port cannot be had: " + e.getMessage();
          }
        });
    return taken[0];
  }

  /** Makes every start fail, and returns what has to be written to mend it. */
  private static String breakConfiguration() throws IOException {
    String configuration = Files.readString(CONFIGURATION);
    Files.writeString(CONFIGURATION, "no_such_setting = 1\n", StandardOpenOption.APPEND);
    return configuration;
  }

  @Test
  void start_thatFails_isTriedUntilItSucceeds() throws Exception {
    EmbeddedPostgres postgres = postgres();
    long pid = postgres.pid();
    Path log = Outage.DATA.resolve("postgres.log");
    long mark = Files.size(log);
    String configuration = breakConfiguration();
    try {
      Signals.send("KILL", pid);
      Eventually.holds("three attempts", () -> attemptsSince(log, mark) >= 3);
      assertThat(postgres.isAlive()).isFalse();
    } finally {
      Files.writeString(CONFIGURATION, configuration);
    }
    awaitAnotherThan(postgres, pid);
    assertThat(query(postgres, "select 1")).isEqualTo("1");
  }

  private static long attemptsSince(Path log, long mark) throws IOException {
    return new ServerLog(log)
        .since(mark)
        .lines()
        .filter(line -> line.contains("contains errors"))
        .count();
  }

  /** Whatever the restart has come to, {@link #stop} finds nothing left of it. */
  @Test
  void close_duringARestart_leavesNoServerBehind() throws Exception {
    for (int spin = 0; spin < 12; spin++) {
      EmbeddedPostgres postgres = postgres();
      long pid = postgres.pid();
      Signals.send("KILL", pid);
      long moment = System.nanoTime() + Duration.ofMillis(40L * spin).toNanos();
      while (System.nanoTime() < moment) {
        Thread.onSpinWait();
      }
      postgres.close();
      assertThat(children()).as("after %s", spin).containsExactlyElementsOf(before);
      assertThat(postgres.isAlive()).isFalse();
      running = EmbeddedPostgres.start(Outage.DATA, Duration.ofMillis(400));
    }
  }
}
