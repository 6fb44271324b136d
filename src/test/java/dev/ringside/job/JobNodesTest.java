package dev.ringside.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.Node;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs over several nodes, some of which die. */
@Timeout(240)
class JobNodesTest {

  private static final String[] POSTGRES = {"ringside.broker", "postgres"};

  private static TestNode.Answer put(Node node, String key, String body) {
    return node.call("PUT", "/api/users/42/jobs/" + key, body);
  }

  private static JsonNode job(Node node, String key) {
    return node.call("GET", "/api/users/42/jobs/" + key, null).body();
  }

  private static JsonNode inbox(Node node) {
    return node.call("GET", "/api/users/42/inbox", null).body();
  }

  @Test
  void lease_runsOutOnce_whicheverNodeIsAlive() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode a = TestNode.startIn(schema, POSTGRES);
        TestNode b = TestNode.startIn(schema, POSTGRES);
        NodeProcess c = NodeProcess.start(schema, "RINGSIDE_BROKER", "postgres")) {
      int jobs = 60;
      for (int i = 0; i < jobs; i++) {
        assertThat(put(c, "j" + i, "{\"title\":\"j\",\"leaseSeconds\":2}").status()).isEqualTo(201);
      }
      c.kill();

      for (int i = 0; i < jobs; i++) {
        String key = "j" + i;
        Eventually.holds("a stall", () -> job(a, key).path("state").asText().equals("stalled"));
      }
      // A start and a stall each, and no more.
      assertThat(inbox(b).path("revision").asInt()).isEqualTo(2 * jobs);
      assertThat(inbox(b).path("unread").asInt()).isEqualTo(jobs);
    }
  }

  @Test
  void reportsThatAlternateBetweenNodes_endAtTheLastOne() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode a = TestNode.startIn(schema, POSTGRES);
        TestNode b = TestNode.startIn(schema, POSTGRES)) {
      for (int round = 0; round < 10; round++) {
        String key = "alternating" + round;
        assertThat(put(a, key, "{\"title\":\"j\"}").status()).isEqualTo(201);
        int last = 5 + round % 3;
        for (int i = 0; i <= last; i++) {
          // Far enough apart for anybody to say which one came last.
          Thread.sleep(20);
          String report = "{\"step\":\"s%d\",\"data\":%d}".formatted(i, i);
          assertThat(put(i % 2 == 0 ? b : a, key, report).status()).isBetween(200, 202);
        }
        String end = "s" + last;
        Eventually.holds("the last step", () -> job(a, key).path("step").asText().equals(end));
      }
      // What another node still holds of before must not come over it.
      Thread.sleep(500);
      for (int round = 0; round < 10; round++) {
        JsonNode job = job(b, "alternating" + round);
        assertThat(job.path("step").asText()).isEqualTo("s" + (5 + round % 3));
        assertThat(job.path("data").asInt()).isEqualTo(5 + round % 3);
      }
    }
  }

  @Test
  void jobThatTwoNodesStartAtOnce_isOne() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode a = TestNode.startIn(schema, POSTGRES);
        TestNode b = TestNode.startIn(schema, POSTGRES);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        String key = "race" + round;
        List<CompletableFuture<TestNode.Answer>> starts = new ArrayList<>();
        for (Node node : List.of(a, b, a, b)) {
          starts.add(
              CompletableFuture.supplyAsync(() -> put(node, key, "{\"title\":\"race\"}"), threads));
        }
        List<Integer> statuses = starts.stream().map(each -> each.join().status()).toList();
        assertThat(statuses).containsOnlyOnce(201).isSubsetOf(200, 201, 202);
      }
      assertThat(inbox(a).path("unread").asInt()).isEqualTo(20);
    }
  }

  @Test
  void lease_thatRanOutWhileNobodyCouldHear_beginsAnew() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode a = TestNode.startIn(schema)) {
      assertThat(put(a, "quiet", "{\"title\":\"j\",\"leaseSeconds\":2}").status()).isEqualTo(201);
    }
    try (var connection = TestPostgres.connect(schema);
        var statement = connection.createStatement()) {
      statement.execute("update job set lease_until = now() - interval '1 hour'");
    }

    try (TestNode b = TestNode.startIn(schema)) {
      assertThat(put(b, "quiet", "{\"progress\":1}").body().path("state").asText())
          .isEqualTo("running");
      Eventually.holds("a stall", () -> job(b, "quiet").path("state").asText().equals("stalled"));
      assertThat(inbox(b).path("unread").asInt()).isEqualTo(1);
    }
  }

  @Test
  void nodeThatStops_writesWhatItHolds() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode a = TestNode.startIn(schema, "ringside.job.pause.seconds", "600")) {
      put(a, "held", "{\"title\":\"j\"}");
      assertThat(put(a, "held", "{\"progress\":77}").status()).isEqualTo(202);
    }
    try (TestNode b = TestNode.startIn(schema)) {
      assertThat(job(b, "held").path("progress").asInt()).isEqualTo(77);
    }
  }

  @Test
  void jobThatEndedLongAgo_isForgotten() throws Exception {
    try (TestNode a = TestNode.start("ringside.job.kept.seconds", "1")) {
      put(a, "old", "{\"title\":\"j\"}");
      a.call("POST", "/api/users/42/jobs/old/done", "{}");

      Eventually.holds("no job", () -> job(a, "old").path("status").asInt() == 404);
      assertThat(inbox(a).path("unread").asInt()).isEqualTo(1);
    }
  }
}
