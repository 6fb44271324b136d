package dev.ringside.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.TestNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that is paused while it holds locks, as by a machine that is put to sleep. */
@Timeout(180)
class PausedNodeTest {

  private static final String TITLE = "{\"title\":\"t\"}";

  @Test
  void node_thatIsPausedInATransaction_isPassedByAndComesBack() throws Exception {
    try (TestNode other = TestNode.start();
        NodeProcess paused =
            NodeProcess.start(
                other.schema(),
                "RINGSIDE_DATABASE_IDLE_TRANSACTION_SECONDS",
                "2",
                "RINGSIDE_WRITER_LOCK_TIMEOUT_SECONDS",
                "30");
        Connection holder = other.database()) {
      assertThat(other.publish("42", TITLE).status()).isEqualTo(201);
      CompletableFuture<Integer> answer = pauseInsideATransaction(other, paused, holder);

      Eventually.holds(
          "way past it",
          () -> other.publish("42", TITLE, "Idempotency-Key", "past").status() == 201);

      paused.resume();
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(503);
      Eventually.holds("publish through it", () -> paused.publish("42", TITLE, "later") == 201);
      assertThat(paused.publish("42", TITLE, "paused")).as("was not stored").isEqualTo(201);
      TestNode.Answer inbox = other.call("GET", "/api/users/42/inbox", null);
      assertThat(inbox.body().path("revision").asInt()).isEqualTo(4);
    }
  }

  /** The node waits for a lock and is paused; then it gets the lock, and does nothing with it. */
  private static CompletableFuture<Integer> pauseInsideATransaction(
      TestNode other, NodeProcess paused, Connection holder) throws Exception {
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("select 1 from inbox where user_id = '42' for update");
    }
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> answer.completeAsync(() -> publish(paused)));
    Eventually.holds("wait for the lock", () -> waiting(other) == 1);
    paused.pause();
    holder.rollback();
    Eventually.holds("locks of the paused node", () -> standing(other) == 1);
    return answer;
  }

  private static int publish(NodeProcess node) {
    return node.publish("42", TITLE, "paused");
  }

  private static long waiting(TestNode node) throws SQLException {
    return count(node, "wait_event_type = 'Lock'");
  }

  private static long standing(TestNode node) throws SQLException {
    return count(node, "state = 'idle in transaction' and now() - state_change > '0.1 s'");
  }

  private static long count(TestNode node, String condition) throws SQLException {
    try (Connection connection = node.database();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where query like '%inbox%for update%'"
                    + " and application_name = 'ringside' and "
                    + condition)) {
      row.next();
      return row.getLong(1);
    }
  }
}
