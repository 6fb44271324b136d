package dev.ringside.inbox;

import static dev.ringside.support.Outage.TITLE;
import static dev.ringside.support.Outage.assertAllUnavailable;
import static dev.ringside.support.Outage.awaitReady;
import static dev.ringside.support.Outage.publishUntilStored;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.DataDir;
import dev.ringside.support.Eventually;
import dev.ringside.support.Outage;
import dev.ringside.support.Signals;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node whose own PostgreSQL dies under it. */
@Timeout(120)
class PostgresDeathTest {

  private static final int PUBLISHERS = 4;

  private final DataDir data = new DataDir(Outage.DATA);
  private TestNode node;

  @BeforeEach
  void start() {
    node = data.startNode("ringside.database.restart.seconds", "0.4");
    assertThat(node.call("DELETE", "/api/users/42", null).status()).isEqualTo(204);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void postmaster_thatIsKilled_isBackWithAllThatWasAnswered() throws Exception {
    assertThat(publishUntilStored(node, "before").status()).isEqualTo(201);
    try (Tab tab = Tab.open(node, "42")) {
      String configuration = Files.readString(data.configuration());
      Files.writeString(data.configuration(), "no_such_setting = 1\n", StandardOpenOption.APPEND);
      try {
        Signals.send("KILL", data.pid());
        Eventually.holds(
            "end of the database", () -> node.call("GET", "/health/ready", null).status() == 503);
        assertAllUnavailable(node);
        assertThat(node.publish("42", TITLE, "Idempotency-Key", "during").status()).isEqualTo(503);
        assertThat(tab.isOver()).isFalse();
      } finally {
        Files.writeString(data.configuration(), configuration);
      }
      awaitReady(node);
      publishUntilStored(node, "during");
      publishUntilStored(node, "after");
      assertThat(publishUntilStored(node, "before").status()).isEqualTo(200);
      tab.awaitRevision(3);
      assertThat(tab.isOver()).isFalse();
      assertThat(tab.model().resets()).isEqualTo(1);
    }
    assertStoredOnce(3);
  }

  @Test
  void backend_thatIsKilled_losesNothing() throws Exception {
    try (Tab tab = Tab.open(node, "42")) {
      List<String> answered = publishWhile(() -> Signals.send("KILL", backendOfTheWriter()));
      tab.awaitRevision(answered.size());
      assertStoredOnce(answered.size());
      assertThat(tab.isOver()).isFalse();
    }
  }

  @Test
  void postmaster_thatIsKilledWhilePublishing_losesAndDoublesNothing() throws Exception {
    try (Tab tab = Tab.open(node, "42")) {
      List<String> answered = publishWhile(this::killPostmaster);
      tab.awaitRevision(answered.size());
      assertStoredOnce(answered.size());
      assertThat(tab.isOver()).isFalse();
    }
  }

  @Test
  void node_thatIsStoppedWhileItIsDown_leavesNoServerBehind() throws Exception {
    String configuration = Files.readString(data.configuration());
    Files.writeString(data.configuration(), "no_such_setting = 1\n", StandardOpenOption.APPEND);
    try {
      Signals.send("KILL", data.pid());
      Eventually.holds(
          "end of the database", () -> node.call("GET", "/health/ready", null).status() == 503);
      node.close();
    } finally {
      Files.writeString(data.configuration(), configuration);
    }
    // The next start takes the folder over, which only one Ringside, and one server, can hold.
    start();
    assertThat(publishUntilStored(node, "after").status()).isEqualTo(201);
  }

  private interface Blow {
    void strike() throws Exception;
  }

  /** Publishes by several callers who repeat what is answered 503, with three blows in between. */
  private List<String> publishWhile(Blow blow) throws Exception {
    List<String> answered = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> publishers = new ArrayList<>();
      for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
        String name = "p" + publisher + "-";
        publishers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    Answer answer = publishUntilStored(node, name + i);
                    answered.add(answer.body().path("id").asText());
                  }
                }));
      }
      for (int round = 1; round <= 3; round++) {
        int enough = round * 80;
        Eventually.holds("publishes", () -> answered.size() >= enough);
        blow.strike();
      }
      for (Future<?> each : publishers) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(answered).hasSize(100 * PUBLISHERS).doesNotHaveDuplicates();
    return answered;
  }

  private long backendOfTheWriter() throws Exception {
    // The server may still be starting after the blow before.
    Eventually.holds("PostgreSQL takes connections", this::takesConnections);
    try (Connection connection = data.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select pid from pg_stat_activity where application_name = 'ringside'"
                    + " and pid <> pg_backend_pid() order by state_change desc limit 1")) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  /** The file may still name the one that the blow before has killed. */
  private void killPostmaster() throws Exception {
    Eventually.holds("a server that runs", this::takesConnections);
    Signals.send("KILL", data.pid());
  }

  private boolean takesConnections() {
    try (Connection _ = data.connect()) {
      return true;
    } catch (SQLException | UncheckedIOException | IndexOutOfBoundsException e) {
      // It does not listen, or has not written where, or not all of it.
      return false;
    }
  }

  private void assertStoredOnce(int rows) {
    JsonNode inbox = read("/api/users/42/inbox");
    assertThat(inbox.path("revision").asInt()).isEqualTo(rows);
    assertThat(inbox.path("unread").asInt()).isEqualTo(rows);
    JsonNode list = read("/api/users/42/notifications?limit=100").path("notifications");
    assertThat(list).hasSize(Math.min(rows, 100));
  }

  /** The last blow may have come when all was stored, and the server still be starting. */
  private JsonNode read(String path) {
    AtomicReference<JsonNode> body = new AtomicReference<>();
    Eventually.holds(
        "an answer",
        () -> {
          Answer answer = node.call("GET", path, null);
          body.set(answer.body());
          return answer.status() == 200;
        });
    return Objects.requireNonNull(body.get());
  }
}
