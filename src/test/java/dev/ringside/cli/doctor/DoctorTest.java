package dev.ringside.cli.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.DataDir;
import dev.ringside.support.Fork;
import dev.ringside.support.Relay;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import dev.ringside.support.TestRedis;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** Set-ups that are really broken, and what the doctor says of each. */
@Timeout(180)
@SuppressWarnings("NullAway.Init") // set before each test
class DoctorTest {

  @TempDir Path folder;
  private String schema;
  private Patient patient;

  @BeforeEach
  void someSetUp() throws SQLException {
    schema = TestPostgres.freshSchema();
    patient = new Patient(folder, schema);
  }

  @Test
  void setUp_thatIsSound_hasNoFault_beforeAndBesideANode() throws Exception {
    patient
        .with("RINGSIDE_URL", "http://127.0.0.1:1")
        .examine()
        .isSound()
        .praises("settings", "can be read")
        .praises("database", "PostgreSQL 18")
        .praises("rights", "may make the schema " + schema)
        .praises("schema", "holds nothing of Ringside yet")
        .praises("clock", "agree")
        .praises("broker", "a NOTIFY came back");
    try (Connection connection = TestPostgres.connect();
        Statement statement = connection.createStatement()) {
      assertThat(
              statement
                  .executeQuery("select from pg_namespace where nspname = '" + schema + "'")
                  .next())
          .as("the schema, which nobody asked for")
          .isFalse();
    }

    try (TestNode node = TestNode.startIn(schema, "ringside.broker", "postgres")) {
      patient
          .with("RINGSIDE_HTTP_PORT", Integer.toString(node.httpPort()))
          .with("RINGSIDE_SOCKET_PORT", Integer.toString(node.socketPort()))
          .with("RINGSIDE_API_KEY", TestNode.KEY)
          .examine()
          .isSound()
          .praises("schema", "is up to date")
          .praises("http port", "a Ringside", "is ready")
          .praises("socket port", "a Ringside's socket")
          .praises("api key", "takes it");

      patient.with("RINGSIDE_API_KEY", Patient.WRONG).examine().names("api key", "does not know");
    }
  }

  @Test
  void settings_thatAreWrong_areAllNamed_andSlipsOfThePenToo() throws Exception {
    patient
        .with("RINGSIDE_DRAIN_SECONDS", "soon")
        .with("RINGSIDE_TOKEN_SECRET", Patient.WRONG)
        .with("RINGSIDE_HTTP_PROT", "8080")
        .with("RINGSIDE_HEARTBEAT", "5")
        .examine()
        .names("settings", "RINGSIDE_DRAIN_SECONDS")
        .names("settings", "RINGSIDE_TOKEN_SECRET", "32 bytes")
        .warns("settings", "RINGSIDE_HTTP_PROT", "Is RINGSIDE_HTTP_PORT meant?")
        .warns("settings", "RINGSIDE_HEARTBEAT", "Is RINGSIDE_HEARTBEAT_SECONDS meant?")
        .praises("database", "answers");
  }

  @Test
  void findings_areAlsoLinesOfJson() throws Exception {
    Patient.Report report = patient.with("RINGSIDE_DRAIN_SECONDS", "soon").examine("--json");

    assertThat(report.status()).isEqualTo(1);
    assertThat(TestNode.json(report.lines().getFirst()).path("level").asText()).isEqualTo("fault");
    assertThat(report.lines())
        .allSatisfy(line -> assertThat(TestNode.json(line).path("found").asText()).isNotEmpty());
  }

  @Test
  void database_thatIsNotReached_isToldWhy() throws Exception {
    patient
        .with(
            "RINGSIDE_DATABASE_URL",
            "postgresql://u:%s@no-such-host.invalid/db".formatted(Patient.WRONG))
        .examine()
        .names("database", "no-such-host.invalid", "does not resolve");
    patient
        .with("RINGSIDE_DATABASE_URL", "postgresql://u:%s@127.0.0.1:1/db".formatted(Patient.WRONG))
        .examine()
        .names("database", "127.0.0.1:1/db", "refused");
    patient
        .with(
            "RINGSIDE_DATABASE_URL",
            TestPostgres.url().replaceFirst("password=.*", "password=" + Patient.WRONG))
        .examine()
        .names("database", "refuses the password");
    patient
        .with("RINGSIDE_DATABASE_URL", TestPostgres.url().replace("/ringside?", "/nowhere?"))
        .examine()
        .names("database", "no such database");
  }

  @Test
  void database_thatNeverAnswers_isToldInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      patient
          .with(
              "RINGSIDE_DATABASE_URL",
              "postgresql://u:%s@127.0.0.1:%d/db".formatted(Patient.WRONG, silent.getLocalPort()))
          .examine("--limit-seconds", "1")
          .names("database", "does not answer in time");
    }
  }

  /** Runs statements as the owner of all; the role is gone afterwards. */
  private void withRole(String role, String rights, Trial trial) throws Exception {
    try (Connection connection = TestPostgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop role if exists " + role);
      statement.execute("create role %s login password '%s'".formatted(role, Patient.WRONG));
      try {
        for (String right : rights.split(";", -1)) {
          statement.execute(right);
        }
        patient.with(
            "RINGSIDE_DATABASE_URL",
            TestPostgres.url()
                .replaceFirst("\\?.*", "?user=%s&password=%s".formatted(role, Patient.WRONG)));
        trial.run();
      } finally {
        statement.execute("drop owned by " + role);
        statement.execute("drop role " + role);
      }
    }
  }

  private interface Trial {
    void run() throws Exception;
  }

  @Test
  void role_withTooFewRights_isToldWhichToGrant() throws Exception {
    withRole(
        "doctor_poor",
        "select 1",
        () ->
            patient
                .examine()
                .names("rights", "may not make one", "grant create on database ringside"));
    withRole(
        "doctor_reader",
        "alter role doctor_reader set default_transaction_read_only = on",
        () -> patient.examine().names("database", "may only read"));
    withRole(
        "doctor_few",
        "alter role doctor_few connection limit 4; grant create on database ringside to doctor_few",
        () -> patient.examine().names("connections", "this role can have 4"));
    try (TestNode _ = TestNode.startIn(schema)) {
      withRole(
          "doctor_stranger",
          "grant usage, create on schema %s to doctor_stranger".formatted(schema),
          () -> patient.examine().names("rights", "may not write", "reassign owned by"));
    }
  }

  @Test
  void schema_thatIsOlderOrNewer_isToldAndNoFault() throws Exception {
    Flyway older =
        Flyway.configure()
            .dataSource(TestPostgres.url(), null, null)
            .schemas(schema)
            .defaultSchema(schema)
            .locations("classpath:db/migration")
            .target("3")
            .load();
    older.migrate();

    patient.examine().isSound().warns("schema", "is older", "still to run", "ringside migrate");

    try (TestNode node = TestNode.startIn(schema);
        Connection connection = node.database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into flyway_schema_history
          select 999, '999', 'of tomorrow', type, 'V999__of_tomorrow.sql', 1, installed_by,
                 installed_on, 1, true
          from flyway_schema_history where version = '1'
          """);
      patient.examine().isSound().warns("schema", "later Ringside", "999 of tomorrow");
      statement.execute("update flyway_schema_history set checksum = 7 where version = '2'");
      patient.examine().names("schema", "2 identity");
    }
  }

  /** As a pooler does that lends each transaction another connection. */
  @Test
  void pooler_thatLosesNotifications_isTold() throws Exception {
    int port = Integer.parseInt(TestPostgres.url().replaceFirst(".*:(\\d+)/.*", "$1"));
    try (Relay pooler = new Relay(port, DoctorTest::withoutNotifications)) {
      patient
          .with(
              "RINGSIDE_DATABASE_URL",
              TestPostgres.url().replace(":" + port + "/", ":" + pooler.port() + "/")
                  + "&sslmode=disable")
          .examine("--limit-seconds", "2")
          .names("broker", "never came", "PgBouncer");
    }
  }

  private static void withoutNotifications(Socket from, Socket to) throws IOException {
    DataInputStream in = new DataInputStream(from.getInputStream());
    DataOutputStream out = new DataOutputStream(to.getOutputStream());
    while (true) {
      int type = in.readUnsignedByte();
      int length = in.readInt();
      byte[] content = in.readNBytes(length - 4);
      if (type != 'A') {
        out.writeByte(type);
        out.writeInt(length);
        out.write(content);
        out.flush();
      }
    }
  }

  @Test
  void redis_thatIsAwayOrRefuses_isTold() throws Exception {
    patient.with("RINGSIDE_BROKER", "redis");
    patient
        .with("RINGSIDE_REDIS_URL", "redis://:%s@127.0.0.1:1".formatted(Patient.WRONG))
        .examine()
        .names("broker", "no Redis answers at 127.0.0.1:1");

    try (TestRedis redis = TestRedis.start()) {
      patient.with("RINGSIDE_REDIS_URL", redis.url()).examine().isSound().praises("broker", "back");
    }

    int port = freePort();
    RedisServer locked =
        RedisServer.newRedisServer()
            .port(port)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .setting("requirepass a-secret-of-redis")
            .build();
    locked.start();
    try {
      for (String login : new String[] {"", ":" + Patient.WRONG + "@"}) {
        patient
            .with("RINGSIDE_REDIS_URL", "redis://%s127.0.0.1:%d".formatted(login, port))
            .examine()
            .names("broker", "refuses the login");
      }
    } finally {
      locked.stop();
    }
  }

  @Test
  void ports_thatSomebodyElseHas_areTold() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAll(taken));
      String port = Integer.toString(taken.getLocalPort());
      patient
          .with("RINGSIDE_HTTP_PORT", port)
          .with("RINGSIDE_SOCKET_PORT", port)
          .examine()
          .names("http port", port, "no Ringside")
          .names("socket port", port, "no Ringside");
    }
    patient
        .with("RINGSIDE_HTTP_HOST", "192.0.2.1")
        .with("RINGSIDE_HTTP_PORT", "8099")
        .with("RINGSIDE_SOCKET_PORT", "0")
        .examine("--limit-seconds", "1")
        .names("http port", "192.0.2.1");
  }

  private static void answerAll(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        int _ = socket.getInputStream().read();
        socket
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(US_ASCII));
      } catch (IOException e) {
        // It was closed.
      }
    }
  }

  @Test
  void dataFolder_thatCannotServe_isTold() throws Exception {
    patient.without("RINGSIDE_DATABASE_URL");
    patient.examine().isSound().praises("data folder", "can be made");

    Files.createDirectories(folder.resolve("data/pgdata"));
    Files.writeString(folder.resolve("data/pgdata/PG_VERSION"), "15\n");
    patient.examine().names("embedded database", "PostgreSQL 15", "docs/backup.md");

    Files.writeString(folder.resolve("file"), "");
    patient.with("RINGSIDE_DATA_DIR", "file").examine().names("data folder", "is a file");
  }

  @Test
  void embeddedDatabase_thatANodeHas_isAsked() throws Exception {
    patient.without("RINGSIDE_DATABASE_URL");
    Path data = Fork.folder("test-doctor");
    try (TestNode _ = new DataDir(data).startNode("ringside.database.schema", schema)) {
      patient
          .with("RINGSIDE_DATA_DIR", data.toAbsolutePath().toString())
          .examine()
          .isSound()
          .praises("embedded database", "it runs")
          .praises("schema", "up to date");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
