package dev.ringside.torture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.Tab;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that is asked to stop while it has everything to do. */
@Timeout(120)
class DrainTest {

  private static final int PUBLISHERS = 8;
  private static final int TABS = 20;

  /** Half of the time that a node may take to stop is what clients are spread over. */
  private static final long SPREAD_MILLIS = 5_000;

  @RepeatedTest(3)
  void stop_underLoad_answersWhatItCommits_andSendsTabsAwaySpreadOut() throws Exception {
    String schema = TestPostgres.freshSchema();
    List<Tab> tabs = new ArrayList<>();
    List<RawPublisher> publishers = new ArrayList<>();
    try (NodeProcess node = NodeProcess.start(schema)) {
      for (int i = 0; i < TABS; i++) {
        tabs.add(Tab.open(node, "42"));
      }
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < PUBLISHERS; i++) {
        RawPublisher publisher = new RawPublisher(node.httpAddress(), "42", "p" + i);
        publishers.add(publisher);
        threads.add(Thread.startVirtualThread(publisher));
      }
      Eventually.holds(
          "publishes before the stop",
          () -> publishers.stream().allMatch(each -> each.acknowledged().size() > 20));

      assertThat(node.stop()).isIn(0, 143);

      for (Thread thread : threads) {
        thread.join();
      }
    }

    Set<String> stored = stored(schema);
    for (RawPublisher publisher : publishers) {
      assertThat(stored).as("what was answered").containsAll(publisher.acknowledged());
      assertThat(publisher.broken())
          .as("what found its connection broken without an answer")
          .doesNotContainAnyElementsOf(stored);
    }
    assertSentAway(tabs);
  }

  @Test
  void notice_beforeTheDrain_isNotReady_butServesAsBefore() throws Exception {
    NodeProcess node =
        NodeProcess.start(TestPostgres.freshSchema(), "RINGSIDE_DRAIN_NOTICE_SECONDS", "8");
    try (node;
        Tab tab = Tab.open(node, "42")) {
      assertThat(readiness(node)).isEqualTo(200);
      assertThat(node.publish("42", "{\"title\":\"before\"}").status()).isEqualTo(201);

      var status = new FutureTask<>(node::stop);
      Thread.startVirtualThread(status);
      Eventually.holds("readiness of 503", () -> readiness(node) == 503);

      assertThat(node.publish("42", "{\"title\":\"within\"}").status()).isEqualTo(201);
      tab.awaitRevision(2);
      Tab.open(node, "42").close();
      assertThat(tab.isOver() || tab.bye() != null).as("sent away already").isFalse();

      assertThat(tab.awaitClose()).isEqualTo(1012);
      assertThat(status.get()).isIn(0, 143);
    }
  }

  private static int readiness(NodeProcess node) {
    return node.callAs(null, "GET", "/health/ready", null).status();
  }

  private static void assertSentAway(List<Tab> tabs) {
    List<Long> returns = new ArrayList<>();
    for (Tab tab : tabs) {
      assertThat(tab.awaitClose()).isEqualTo(1012);
      JsonNode bye = requireNonNull(tab.bye());
      assertThat(bye.path("reason").asText()).isEqualTo("drain");
      returns.add(bye.path("retryAfterMillis").asLong());
      tab.check();
      tab.close();
    }
    long first = returns.stream().mapToLong(each -> each).min().orElseThrow();
    long last = returns.stream().mapToLong(each -> each).max().orElseThrow();
    assertThat(first).isPositive();
    assertThat(last).isLessThanOrEqualTo(SPREAD_MILLIS);
    assertThat(last - first).as("spread of " + returns).isGreaterThan(SPREAD_MILLIS / 4);
  }

  private static Set<String> stored(String schema) throws SQLException {
    Set<String> stored = new HashSet<>();
    try (Connection connection = TestPostgres.connect(schema);
        PreparedStatement statement =
            connection.prepareStatement("select title from notification");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        stored.add(row.getString(1));
      }
    }
    return stored;
  }
}
