package dev.ringside.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import dev.ringside.support.TestRedis;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes over one database, which never compare heads: what is heard comes by the broker. */
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"postgres", "redis"})
class NodesTest {

  private static TestRedis redis;

  private final List<TestNode> nodes = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  private final TestNode a;
  private final TestNode b;

  NodesTest(String broker) throws SQLException {
    String schema = TestPostgres.freshSchema();
    a = join(schema, broker);
    b = join(schema, broker);
  }

  private TestNode join(String schema, String broker) {
    TestNode node =
        TestNode.startIn(
            schema,
            "ringside.broker",
            broker,
            "ringside.redis.url",
            redis.url(),
            "ringside.reconcile.seconds",
            "3600",
            "ringside.presence.seconds",
            "0.05");
    nodes.add(node);
    return node;
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestNode::close);
  }

  @Test
  void change_isHeardByTabsOfTheOtherNode() throws Exception {
    try (Tab here = Tab.open(a, "42 /é");
        Tab there = Tab.open(b, "42 /é")) {
      for (int i = 0; i < 20; i++) {
        String content = "x".repeat(i % 5 == 0 ? 8_000 : 10);
        assertThat(
                (i % 2 == 0 ? a : b)
                    .publish("42 /é", "{\"title\":\"é\",\"content\":\"" + content + "\"}")
                    .status())
            .isEqualTo(201);
      }
      here.awaitEqual(a, "42 /é");
      there.awaitEqual(b, "42 /é");

      here.askOk("{\"type\":\"read\",\"through\":20}");

      there.await("the badge", () -> there.model().unread() == 0);
      there.awaitEqual(b, "42 /é");
    }
  }

  @Test
  void erasure_isToldToTabsOfTheOtherNode() throws Exception {
    assertThat(a.publish("42", "{\"title\":\"t\"}").status()).isEqualTo(201);
    try (Tab there = Tab.open(b, "42")) {
      assertThat(a.call("DELETE", "/api/users/42", null).status()).isEqualTo(204);

      assertThat(there.awaitClose()).isEqualTo(4410);
      assertThat(requireNonNull(there.bye()).path("reason").asText()).isEqualTo("erased");
    }
  }

  @Test
  void online_countsSessionsOfAllNodes() throws Exception {
    try (Tab one = Tab.open(a, "42");
        Tab two = Tab.open(b, "42")) {
      Tab three = Tab.open(b, "42");
      awaitOnline(3);
      three.close();
      awaitOnline(2);
      assertThat(one.isOver() || two.isOver()).isFalse();
    }
    awaitOnline(0);
  }

  private void awaitOnline(int count) {
    for (TestNode node : nodes) {
      Eventually.holds(
          count + " online",
          () ->
              node.call("GET", "/api/users/42/inbox", null).body().path("online").asInt() == count);
    }
  }

  @Test
  void node_thatStops_isNotCountedAnyMore() throws Exception {
    try (Tab one = Tab.open(a, "42");
        Tab two = Tab.open(b, "42")) {
      awaitOnline(2);
      b.close();
      nodes.remove(b);
      awaitOnline(1);
      assertThat(one.isOver()).isFalse();
      assertThat(two.awaitClose()).isEqualTo(1012);
    }
  }
}
