package dev.ringside.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Inboxes that are being made by somebody else's transaction, which nobody can see yet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class InboxCreationTest {

  private static final Draft DRAFT =
      new Draft(
          new Content(Style.INFO, "made elsewhere", null, null, null, null),
          null,
          null,
          new Expiry.Never(),
          false);

  private TestNode node;

  @BeforeAll
  void start() throws Exception {
    node = TestNode.start("ringside.writer.timeout.seconds", "5");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void inbox_beingMadeElsewhere_holdsUpNobodyElse() throws Exception {
    try (Connection elsewhere = node.database()) {
      elsewhere.setAutoCommit(false);
      InboxOperation publish =
          new InboxOperation.Publish("contended", UUID.randomUUID(), DRAFT, null);
      new InboxWriter().apply(elsewhere, List.of(publish), InboxWriter.Locks.WAIT);

      CompletableFuture<TestNode.Answer> contended =
          CompletableFuture.supplyAsync(
              () -> node.publish("contended", "{\"title\":\"made here\"}"));
      for (int i = 0; i < 50; i++) {
        assertThat(node.publish("other-" + i, "{\"title\":\"hi\"}").status()).isEqualTo(201);
      }
      assertThat(contended).isNotDone();
      elsewhere.commit();

      TestNode.Answer answer = contended.get();
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.body().path("revision").asLong()).isEqualTo(2);
    }
  }

  /**
   * The erasure finds no inbox to lock, and stands still before it deletes the first calls' answers
   * until the first publish has committed: it must not delete that answer, and leave what it names.
   */
  @Test
  void erasure_duringAFirstPublish_doesNotForgetItsCall() throws Exception {
    try (Connection publisher = node.database();
        Connection gate = node.database()) {
      publisher.setAutoCommit(false);
      gate.setAutoCommit(false);
      UUID id = UUID.randomUUID();
      InboxOperation publish = new InboxOperation.Publish("erased", id, DRAFT, "once");
      new InboxWriter().apply(publisher, List.of(publish), InboxWriter.Locks.WAIT);
      CompletableFuture<Void> shut =
          CompletableFuture.runAsync(() -> shutAnswers(gate), Thread::startVirtualThread);
      Eventually.holds("the gate waits for the publisher", () -> waiting("lock table") == 1);
      CompletableFuture<TestNode.Answer> erasing =
          CompletableFuture.supplyAsync(
              () -> node.call("DELETE", "/api/users/erased", null), Thread::startVirtualThread);
      Eventually.holds(
          "the erasure has come as far as it can",
          () -> erasing.isDone() || waiting("delete from idempotency where user_id = ") == 1);

      publisher.commit();
      shut.get();
      gate.rollback();

      assertThat(erasing.get().status()).isEqualTo(204);
      TestNode.Answer again =
          node.publish("erased", "{\"title\":\"t\"}", "Idempotency-Key", "once");
      assertThat(again.status()).as("stored once: " + again.body()).isEqualTo(200);
      assertThat(again.body().path("id").asText()).isEqualTo(id.toString());
    }
  }

  private static void shutAnswers(Connection gate) {
    try (Statement statement = gate.createStatement()) {
      statement.execute("lock table idempotency in share mode");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long waiting(String statement) throws SQLException {
    try (Connection connection = node.database();
        PreparedStatement waiting =
            connection.prepareStatement(
                "select count(*) from pg_stat_activity"
                    + " where wait_event_type = 'Lock' and starts_with(query, ?)")) {
      waiting.setString(1, statement);
      try (ResultSet row = waiting.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private long transactions() throws SQLException {
    try (Connection connection = node.database();
        PreparedStatement open =
            connection.prepareStatement(
                "select count(*) from pg_stat_activity where xact_start is not null"
                    + " and backend_type = 'client backend' and pid <> pg_backend_pid()");
        ResultSet row = open.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void inbox_lockedElsewhereForTooLong_failsAlone() throws Exception {
    node.publish("held", "{\"title\":\"first\"}");
    try (Connection elsewhere = node.database();
        var lock =
            elsewhere.prepareStatement("select 1 from inbox where user_id = 'held' for update")) {
      elsewhere.setAutoCommit(false);
      lock.execute();
      CompletableFuture<TestNode.Answer> held =
          CompletableFuture.supplyAsync(() -> node.publish("held", "{\"title\":\"second\"}"));
      assertThat(node.publish("free", "{\"title\":\"hi\"}").status()).isEqualTo(201);
      TestNode.Answer answer = held.get();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isNotEmpty();
      // A last attempt that is under way as the answer is given would find the lock gone.
      Eventually.holds("end of the attempts", () -> transactions() == 1);
      elsewhere.rollback();
    }
    TestNode.Answer later = node.publish("held", "{\"title\":\"third\"}");
    assertThat(later.body().path("revision").asLong()).isEqualTo(2);
  }
}
