package dev.ringside.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.NodeProcess;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many who write at once, on one node and on several, and what gets in their way. */
class ConcurrentWritersTest {

  private static final String TITLE = "{\"title\":\"t\"}";

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.start("ringside.writer.timeout.seconds", "20");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Runs tasks at once, each on a thread of its own, and passes on what they throw. */
  private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(tasks)) {
        results.add(each.get(60, TimeUnit.SECONDS));
      }
      return results;
    }
  }

  private static long number(TestNode node, String sql) throws SQLException {
    try (Connection database = node.database();
        Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  /** Asserts that rows, revisions and counts of every inbox agree. */
  private static void assertSound(TestNode node) throws SQLException {
    assertThat(
            number(
                node,
                """
                select count(*) from inbox i where i.unread <> (
                  select count(*) from notification n where n.user_id = i.user_id
                  and n.read_at is null and n.deleted_at is null)
                """))
        .as("inboxes with a wrong count")
        .isZero();
    assertThat(
            number(
                node,
                """
                select count(*) from inbox i where i.revision < (
                  select coalesce(max(n.revision), 0) from notification n
                  where n.user_id = i.user_id)
                """))
        .as("rows ahead of their inbox")
        .isZero();
  }

  /** Asserts that publishes alone have made this history: each row with the next revision. */
  private static void assertGapFree(TestNode node, String user, long total) throws SQLException {
    String of = " from notification where user_id = '" + user + "'";
    assertThat(number(node, "select count(*)" + of)).isEqualTo(total);
    assertThat(number(node, "select count(distinct revision)" + of)).isEqualTo(total);
    assertThat(number(node, "select max(revision)" + of)).isEqualTo(total);
    String inbox = " from inbox where user_id = '" + user + "'";
    assertThat(number(node, "select revision" + inbox)).isEqualTo(total);
    assertThat(number(node, "select unread" + inbox)).isEqualTo(total);
  }

  @Test
  void writers_onOneUser_leaveNoGap() throws Exception {
    List<Callable<List<Long>>> tasks = new ArrayList<>();
    for (int writer = 0; writer < 16; writer++) {
      tasks.add(
          () -> {
            List<Long> revisions = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
              Answer answer = node.publish("one", TITLE);
              assertThat(answer.status()).isEqualTo(201);
              revisions.add(answer.body().path("revision").asLong());
            }
            return revisions;
          });
    }
    Set<Long> seen = new HashSet<>();
    for (List<Long> each : atOnce(tasks)) {
      assertThat(each).isSorted();
      seen.addAll(each);
    }
    assertThat(seen).hasSize(16 * 50);
    assertGapFree(node, "one", 16 * 50);
  }

  @Test
  void writers_onManyUsersWhoAlsoRead_agreeInTheEnd() throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int writer = 0; writer < 12; writer++) {
      int number = writer;
      tasks.add(
          () -> {
            for (int i = 0; i < 60; i++) {
              String user = "many-" + (number + i) % 7;
              String path = "/api/users/" + user + "/notifications";
              int status =
                  switch (i % 6) {
                    case 0 ->
                        node.publish(user, "{\"title\":\"t" + i + "\",\"key\":\"k" + i % 4 + "\"}")
                            .status();
                    case 1 -> node.call("POST", path + "/read", "{\"through\":" + i + "}").status();
                    case 2 -> node.call("POST", path + "/delete", "{\"through\":9}").status();
                    case 3 -> node.call("POST", path + "/unread", "{\"through\":20}").status();
                    default -> node.publish(user, TITLE).status();
                  };
              assertThat(status).isIn(200, 201);
            }
            return null;
          });
    }
    atOnce(tasks);
    assertSound(node);
    assertThat(
            number(
                node,
                """
                select count(*) from (
                  select user_id, revision from notification where user_id like 'many-%'
                  group by 1, 2 having count(*) > 1) twice
                """))
        .isZero();
  }

  @Test
  void nodes_onOneSchema_writeOneHistory() throws Exception {
    try (TestNode second = TestNode.startIn(node.schema());
        TestNode third = TestNode.startIn(node.schema());
        NodeProcess process = NodeProcess.start(node.schema())) {
      int each = 60;
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (TestNode one : List.of(node, second, third)) {
        for (int i = 0; i < each; i++) {
          String call = one.httpPort() + "-" + i;
          tasks.add(
              () ->
                  untilStored(
                      () -> one.publish("spread", TITLE, "Idempotency-Key", call).status()));
        }
      }
      for (int i = 0; i < each; i++) {
        String call = "process-" + i;
        tasks.add(() -> untilStored(() -> process.publish("spread", TITLE, call)));
      }
      assertThat(atOnce(tasks)).hasSize(4 * each);
      assertGapFree(node, "spread", 4L * each);
      assertThat(process.stop()).isIn(0, 143);
    }
  }

  /** Repeats a call for as long as it is answered 503, as a client with an idempotency key does. */
  private static int untilStored(Callable<Integer> call) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < end) {
      int status = call.call();
      if (status != 503) {
        assertThat(status).isIn(200, 201);
        return status;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("never stored");
  }

  @Test
  void idempotencyKey_onTwoNodesAtOnce_isOneNotification() throws Exception {
    try (TestNode second = TestNode.startIn(node.schema())) {
      for (int round = 0; round < 20; round++) {
        String call = "round-" + round;
        List<Callable<Answer>> tasks = new ArrayList<>();
        for (TestNode one : List.of(node, second, node, second)) {
          tasks.add(
              () -> {
                Answer answer = one.publish("same", TITLE, "Idempotency-Key", call);
                while (answer.status() == 503) {
                  answer = one.publish("same", TITLE, "Idempotency-Key", call);
                }
                return answer;
              });
        }
        List<Answer> answers = atOnce(tasks);
        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201).contains(200);
        assertThat(answers)
            .extracting(answer -> answer.raw().body())
            .containsOnly(answers.getFirst().raw().body());
      }
      assertGapFree(node, "same", 20);
    }
  }

  @Test
  void row_thatSomebodyHasLocked_holdsUpItsOwnUserAlone() throws Exception {
    node.publish("held", TITLE);
    try (Connection holder = node.database();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      holder.setAutoCommit(false);
      lock(holder, "held");
      Future<Answer> held = threads.submit(() -> node.publish("held", TITLE));
      for (int i = 0; i < 30; i++) {
        Answer other = node.publish("free-" + i % 3, TITLE);
        assertThat(other.status()).isEqualTo(201);
      }
      assertThat(held.isDone()).isFalse();
      holder.rollback();
      assertThat(held.get(20, TimeUnit.SECONDS).status()).isEqualTo(201);
    }
    assertGapFree(node, "held", 2);
    assertSound(node);
  }

  private static void lock(Connection holder, String user) throws SQLException {
    try (Statement statement = holder.createStatement()) {
      statement.execute("select * from inbox where user_id = '" + user + "' for update");
    }
  }

  @Test
  void row_thatStaysLocked_is503ForItsOwnUserAlone() throws Exception {
    try (TestNode hasty = TestNode.start("ringside.writer.timeout.seconds", "0.5");
        Connection holder = hasty.database()) {
      hasty.publish("held", TITLE);
      holder.setAutoCommit(false);
      lock(holder, "held");

      Answer held = hasty.publish("held", TITLE);
      assertThat(held.status()).isEqualTo(503);
      assertThat(held.header("Retry-After")).matches("\\d+");
      assertThat(hasty.publish("free", TITLE).status()).isEqualTo(201);
      holder.rollback();
      assertThat(untilStored(() -> hasty.publish("held", TITLE).status())).isEqualTo(201);
      assertSound(hasty);
    }
  }

  @Test
  void row_thatTheDatabaseRefuses_failsItsOwnCallerAlone() throws Exception {
    try (TestNode strict = TestNode.start("ringside.writer.timeout.seconds", "20")) {
      try (Connection database = strict.database();
          Statement statement = database.createStatement()) {
        statement.execute("alter table notification add check (title <> 'poison')");
      }
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String title = i % 50 == 17 ? "poison" : "t";
        String user = "u" + i % 5;
        tasks.add(() -> strict.publish(user, "{\"title\":\"" + title + "\"}").status());
      }
      List<Integer> answers = atOnce(tasks);
      for (int i = 0; i < 200; i++) {
        assertThat(answers.get(i)).as("call %s", i).isEqualTo(i % 50 == 17 ? 500 : 201);
      }
      assertThat(number(strict, "select count(*) from notification")).isEqualTo(196);
      assertThat(number(strict, "select sum(revision) from inbox")).isEqualTo(196);
      assertSound(strict);
    }
  }

  @Test
  void connections_thatDieWhileWriting_loseAndDoubleNothing() throws Exception {
    try (TestNode shaken = TestNode.start()) {
      AtomicBoolean done = new AtomicBoolean();
      AtomicInteger kills = new AtomicInteger();
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      Thread killer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!done.get()) {
                      kills.addAndGet(killBackends(shaken.schema()));
                    }
                  });
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        String name = "w" + writer + "-";
        tasks.add(
            () -> {
              for (int i = 0; i < 40; i++) {
                String call = name + i;
                untilStored(
                    () -> {
                      Answer answer =
                          shaken.publish(
                              "shaken", "{\"title\":\"" + call + "\"}", "Idempotency-Key", call);
                      if (answer.status() < 300) {
                        acknowledged.add(answer.body().path("id").asText());
                      }
                      return answer.status();
                    });
              }
              return null;
            });
      }
      try {
        atOnce(tasks);
      } finally {
        done.set(true);
        killer.join();
      }
      assertThat(kills.get()).isPositive();
      assertThat(acknowledged).hasSize(320);
      assertThat(number(shaken, "select count(distinct title) from notification")).isEqualTo(320);
      assertGapFree(shaken, "shaken", 320);
    }
  }

  /** Ends the connections that are writing in the schema right now. */
  private static int killBackends(String schema) {
    try (Connection connection = TestPostgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select count(*) from (
                  select pg_terminate_backend(pid) from pg_locks
                  where locktype = 'relation' and mode = 'RowExclusiveLock'
                  and pid <> pg_backend_pid()
                  and relation = '%s.notification'::regclass) killed
                """
                    .formatted(schema))) {
      row.next();
      Thread.sleep(20);
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  @Test
  void start_ofManyNodesAtOnceInAnEmptySchema_succeeds() throws Exception {
    String schema = TestPostgres.freshSchema();
    List<Callable<TestNode>> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      starts.add(() -> TestNode.startIn(schema));
    }
    List<TestNode> nodes = atOnce(starts);
    try {
      String token = nodes.get(0).token("42");
      for (TestNode each : nodes) {
        assertThat(each.publish("42", TITLE).status()).isEqualTo(201);
        assertThat(each.callAs(token, "GET", "/api/users/me/inbox", null).status()).isEqualTo(200);
      }
      assertGapFree(nodes.get(0), "42", 3);
    } finally {
      nodes.forEach(TestNode::close);
    }
  }
}
