package dev.ringside.inbox;

import static dev.ringside.support.Outage.awaitReady;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.DataDir;
import dev.ringside.support.Eventually;
import dev.ringside.support.SmallDisk;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node whose own PostgreSQL has no room left. */
@Timeout(180)
class FullDiskTest {

  private static final int DISK_MEGABYTES = 260;
  private static final int SWITCHES = 20;

  private final Random random = new Random(7);
  private final List<String> answered = new ArrayList<>();
  private SmallDisk disk;
  private DataDir data;
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    disk = SmallDisk.mount(Path.of("target/test-full"), DISK_MEGABYTES);
    data = new DataDir(disk.path());
    node = data.startNode("ringside.database.restart.seconds", "0.5");
    assertThat(publish("first").status()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.close();
    }
    if (disk != null) {
      disk.close();
    }
  }

  /** Publishes what cannot be compressed, and remembers what was answered 2xx. */
  private Answer publish(String call) {
    byte[] content = new byte[3_500];
    random.nextBytes(content);
    Answer answer =
        node.publish(
            "42",
            "{\"title\":\"%s\",\"content\":\"%s\"}"
                .formatted(call, HexFormat.of().formatHex(content)),
            "Idempotency-Key",
            call);
    assertThat(answer.status()).as(answer.raw().body()).isIn(200, 201, 503);
    if (answer.status() == 201) {
      answered.add(call);
    }
    return answer;
  }

  private Answer publishUntilFull() {
    for (int i = 0; i < 2_000; i++) {
      Answer answer = publish("n" + i);
      if (answer.status() == 503) {
        return answer;
      }
    }
    throw new AssertionError("the disk does not get full");
  }

  /** Each call that was answered is there, once, and its repetition is answered as before. */
  private void assertAnsweredOnce() throws SQLException {
    List<String> stored = new ArrayList<>();
    try (Connection connection = data.connect();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("select title from notification")) {
      while (row.next()) {
        stored.add(row.getString(1));
      }
    }
    assertThat(stored).doesNotHaveDuplicates().containsAll(answered);
    for (String call : List.copyOf(answered)) {
      assertThat(publish(call).status()).as(call).isEqualTo(200);
    }
  }

  @Test
  void disk_thatIsFull_isToldUntilThereIsRoomAgain() throws Exception {
    try (Tab tab = Tab.open(node, "42")) {
      disk.fill(1 << 20);
      Answer refused = publishUntilFull();
      assertThat(refused.header("Retry-After")).matches("\\d+");
      assertThat(refused.body().path("detail").asText())
          .isEqualTo("The disk of the database is full; nothing was stored.");
      assertThat(refused.raw().body())
          .doesNotContain("pgdata", "base/", "insert", disk.path().toString());
      assertThat(node.call("GET", "/api/users/42/inbox", null).status()).isEqualTo(200);
      assertThat(node.call("GET", "/health/ready", null).status()).isEqualTo(200);
      assertThat(tab.isOver()).isFalse();
      int before = answered.size();

      disk.empty();
      Eventually.holds("room", () -> publish("after").status() == 201);
      tab.awaitRevision(before + 1);
      assertAnsweredOnce();
    }
  }

  @Test
  void log_thatCannotBeWritten_isWrittenOnWhenThereIsRoomAgain() throws Exception {
    try (Tab tab = Tab.open(node, "42")) {
      ProcessHandle postgres = ProcessHandle.of(data.pid()).orElseThrow();
      disk.fill(0);
      panic();
      // It tries to recover, for which there is no room either, or none that lasts.
      Eventually.holds(
          "end of PostgreSQL",
          () -> {
            if (postgres.isAlive()) {
              disk.fill(0);
              askForRoom();
            }
            return !postgres.isAlive();
          });
      assertThat(publish("during").status()).isEqualTo(503);
      assertThat(node.call("GET", "/health/ready", null).status()).isEqualTo(503);
      assertThat(node.call("GET", "/health/live", null).status()).isEqualTo(200);
      disk.empty();

      awaitReady(node);
      Eventually.holds("room", () -> publish("after").status() == 201);
      assertThat(tab.isOver()).isFalse();
      tab.awaitRevision(answered.size());
      assertAnsweredOnce();
    }
  }

  /** Asks for one segment of the write-ahead log after the other, for which there is no room. */
  private void panic() {
    assertThat(askForRoom()).as("whether PostgreSQL finds room").isFalse();
  }

  private boolean askForRoom() {
    try (Connection connection = data.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < SWITCHES; i++) {
        statement.execute("select pg_switch_wal()");
        statement.execute("select pg_logical_emit_message(true, 'test', 'x')");
      }
      return true;
    } catch (SQLException | UncheckedIOException e) {
      // It may have ended since, and taken the file with it that says where it listens.
      return false;
    }
  }
}
