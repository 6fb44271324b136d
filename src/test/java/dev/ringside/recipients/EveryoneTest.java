package dev.ringside.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What goes to everyone reaches each of them once, whatever dies on the way. */
class EveryoneTest {

  private static final String HELLO = "{\"title\":\"hello\"}";
  private static final String ALL = "{\"everyone\":true,\"notification\":{\"title\":\"to all\"}}";

  private static String start(TestNode node, String body, String... headers) {
    TestNode.Answer answer = node.callAs(TestNode.KEY, "POST", "/api/notifications", body, headers);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
    String id = answer.body().path("operation").asText();
    assertThat(answer.header("Location")).isEqualTo("/api/operations/" + id);
    return id;
  }

  private static JsonNode operation(TestNode node, String id) {
    TestNode.Answer answer = node.call("GET", "/api/operations/" + id, null);
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  private static JsonNode awaitEnd(TestNode node, String id) {
    Eventually.holds(
        "end of the operation",
        () -> !operation(node, id).path("state").asText().equals("running"));
    return operation(node, id);
  }

  private static long count(String schema, String sql) throws SQLException {
    try (Connection connection = TestPostgres.connect(schema);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Makes inboxes in which nothing is yet. */
  private static void fill(String schema, int users) throws SQLException {
    try (Connection connection = TestPostgres.connect(schema);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into inbox (user_id, epoch, revision, unread)"
              + " select 'user-' || n, 'abcdef', 0, 0 from generate_series(1, "
              + users
              + ") n");
    }
  }

  @Test
  void everyone_isWhoeverWasMetBefore() throws SQLException {
    try (TestNode node = TestNode.start();
        Tab visitor = Tab.open(node, "visitor")) {
      node.publish("notified", HELLO);
      Eventually.holds(
          "visitor in the table", () -> count(node.schema(), "select count(*) from visitor") == 1);

      String id = start(node, ALL);
      JsonNode end = awaitEnd(node, id);

      assertThat(end.path("id").asText()).isEqualTo(id);
      assertThat(end.path("state").asText()).isEqualTo("done");
      assertThat(end.path("done").asLong()).isEqualTo(2);
      assertThat(end.path("total").asLong()).isEqualTo(2);
      visitor.awaitRevision(1);
      visitor.awaitEqual(node, "visitor");
      assertThat(count(node.schema(), "select count(*) from notification where title = 'to all'"))
          .isEqualTo(2);
    }
  }

  @Test
  void whoComesLater_isNotMeant() throws SQLException {
    try (TestNode node = TestNode.start()) {
      fill(node.schema(), 3);
      String later =
          "{\"everyone\":true,\"notification\":{\"title\":\"x\",\"deliverAfterSeconds\":1}}";

      String id = start(node, later);
      node.publish("newcomer", HELLO);

      assertThat(awaitEnd(node, id).path("done").asLong()).isEqualTo(3);
      assertThat(
              count(node.schema(), "select count(*) from notification where user_id = 'newcomer'"))
          .isEqualTo(1);
    }
  }

  @Test
  void erasedVisitor_isForgotten() throws SQLException {
    try (TestNode node = TestNode.start();
        Tab visitor = Tab.open(node, "visitor")) {
      Eventually.holds(
          "visitor in the table", () -> count(node.schema(), "select count(*) from visitor") == 1);
      visitor.drop();

      node.call("DELETE", "/api/users/visitor", null);

      assertThat(awaitEnd(node, start(node, ALL)).path("total").asLong()).isZero();
    }
  }

  @Test
  void erasedVisitor_whoIsStillToBeWritten_isForgotten() throws SQLException {
    String schema = TestPostgres.freshSchema();
    try (TestNode here = TestNode.startIn(schema, "ringside.broker", "postgres");
        TestNode there = TestNode.startIn(schema, "ringside.broker", "postgres")) {
      // As long as one is refused, nobody is written who waits with that one.
      try (Connection database = here.database();
          Statement statement = database.createStatement()) {
        statement.execute("alter table visitor add check (user_id not like 'erased-%')");
      }
      for (TestNode erasing : List.of(here, there)) {
        String user = "erased-" + erasing.httpAddress().getPort();
        String other = "other-" + erasing.httpAddress().getPort();
        try (Tab erased = Tab.open(here, user);
            Tab _ = Tab.open(here, other)) {
          erasing.call("DELETE", "/api/users/" + user, null);
          assertThat(erased.awaitClose()).isEqualTo(4410);

          Eventually.holds(
              "the other in the table",
              () ->
                  count(schema, "select count(*) from visitor where user_id = '" + other + "'")
                      == 1);
        }
      }
    }
  }

  @Test
  void sameCallAgain_isTheSameOperation() throws SQLException {
    try (TestNode node = TestNode.start()) {
      fill(node.schema(), 300);

      String first = start(node, ALL, "Idempotency-Key", "call");
      String second = start(node, ALL, "Idempotency-Key", "call");
      awaitEnd(node, first);
      // For each recipient the key counts too, wherever it comes from.
      TestNode.Answer one = node.publish("user-7", HELLO, "Idempotency-Key", "call");

      assertThat(second).isEqualTo(first);
      assertThat(one.status()).isEqualTo(200);
      assertThat(one.body().path("title").asText()).isEqualTo("to all");
      assertThat(count(node.schema(), "select count(*) from notification")).isEqualTo(300);
    }
  }

  @Test
  void lockedInbox_holdsItUpAndNobodyElse() throws SQLException {
    try (TestNode node = TestNode.start();
        Connection other = node.database();
        Statement lock = other.createStatement()) {
      fill(node.schema(), 300);
      other.setAutoCommit(false);
      lock.execute("select * from inbox where user_id = 'user-150' for update");

      String id = start(node, ALL);
      assertThat(node.publish("user-2", HELLO).status()).isEqualTo(201);
      other.rollback();

      assertThat(awaitEnd(node, id).path("done").asLong()).isEqualTo(300);
    }
  }

  @Test
  void userWhoIsErasedWhileItRuns_staysErased() throws SQLException {
    try (TestNode node = TestNode.start("ringside.writer.lock.timeout.seconds", "2");
        Connection other = node.database();
        Statement lock = other.createStatement()) {
      fill(node.schema(), 200);
      other.setAutoCommit(false);
      lock.execute("select * from inbox where user_id = 'user-150' for update");
      String id = start(node, ALL);
      // It has found its recipients, user-2 among them, and waits for an inbox before that one.
      Eventually.holds("wait for the inbox", () -> waiting() >= 1);

      CompletableFuture<TestNode.Answer> erasure =
          CompletableFuture.supplyAsync(
              () -> node.call("DELETE", "/api/users/user-2", null), Thread::startVirtualThread);
      Eventually.holds("erasure, or its wait", () -> erasure.isDone() || waiting() >= 2);
      other.rollback();

      assertThat(erasure.join().status()).isEqualTo(204);
      awaitEnd(node, id);
      assertThat(count(node.schema(), "select count(*) from inbox where user_id = 'user-2'"))
          .isZero();
      assertThat(count(node.schema(), "select count(*) from notification")).isEqualTo(199);
    }
  }

  /** How many wait for a lock, of all who use this PostgreSQL; for what they do here alone. */
  private static long waiting() throws SQLException {
    try (Connection connection = TestPostgres.connect(TestPostgres.freshSchema());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void stoppedOperation_goesNoFurther() throws SQLException {
    try (TestNode node = TestNode.start()) {
      fill(node.schema(), 10);
      String later =
          "{\"everyone\":true,\"notification\":{\"title\":\"x\",\"deliverAfterSeconds\":600}}";
      String id = start(node, later);

      JsonNode stopped = node.call("DELETE", "/api/operations/" + id, null).body();

      assertThat(stopped.path("state").asText()).isEqualTo("failed");
      assertThat(stopped.path("done").asLong()).isZero();
      assertThat(operation(node, id)).isEqualTo(stopped);
    }
  }

  @Test
  void unknownOperation_isNotFound() throws SQLException {
    try (TestNode node = TestNode.start()) {
      assertThat(node.call("GET", "/api/operations/" + UUID.randomUUID(), null).status())
          .isEqualTo(404);
      assertThat(node.call("GET", "/api/operations/x", null).status()).isEqualTo(404);
      assertThat(node.callAs(node.token("1"), "GET", "/api/operations/x", null).status())
          .isEqualTo(403);
    }
  }

  @Test
  void usersBesideEveryone_areRefused() throws SQLException {
    try (TestNode node = TestNode.start()) {
      String both = "{\"everyone\":true,\"users\":[\"1\"],\"notification\":{\"title\":\"x\"}}";
      TestNode.Answer answer = node.call("POST", "/api/notifications", both);

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.body().path("errors").get(0).path("field").asText()).isEqualTo("users");
    }
  }

  @Test
  void killedNodes_leaveEachRecipientWithOne() throws SQLException, InterruptedException {
    int users = 10_000;
    String schema = TestPostgres.freshSchema();
    try (TestNode node = TestNode.startIn(schema, "ringside.chores.look.seconds", "1000")) {
      fill(schema, users);
      String id;
      try (NodeProcess first = NodeProcess.start(schema);
          NodeProcess second = NodeProcess.start(schema)) {
        id = first.call("POST", "/api/notifications", ALL).body().path("operation").asText();
        Eventually.holds("begin", () -> operation(node, id).path("done").asLong() > 0);
        first.kill();
        long then = operation(node, id).path("done").asLong();
        Eventually.holds("progress", () -> operation(node, id).path("done").asLong() > then);
        second.kill();
        assertThat(operation(node, id).path("state").asText()).isEqualTo("running");
      }
      try (NodeProcess third = NodeProcess.start(schema)) {
        assertThat(third.httpAddress()).isNotNull();
        assertThat(awaitEnd(node, id).path("done").asLong()).isEqualTo(users);
      }
      assertThat(count(schema, "select count(*) from notification")).isEqualTo(users);
      assertThat(count(schema, "select count(distinct user_id) from notification"))
          .isEqualTo(users);
      assertThat(count(schema, "select count(*) from inbox where revision <> 1")).isZero();
    }
  }
}
