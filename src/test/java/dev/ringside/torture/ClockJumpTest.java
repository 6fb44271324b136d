package dev.ringside.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.DataDir;
import dev.ringside.support.Eventually;
import dev.ringside.support.FakeClock;
import dev.ringside.support.InboxTable;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real node over its own PostgreSQL, both by clocks that are turned by hours while they work:
 * each by its own, as if they were on two machines.
 */
@Timeout(240)
@TestInstance(Lifecycle.PER_CLASS)
class ClockJumpTest {

  private static final String CLASSES = System.getProperty("java.class.path");

  @TempDir static Path folder;

  private FakeClock nodes;
  private FakeClock databases;
  private DataDir data;
  private NodeProcess node;

  @BeforeAll
  void start() {
    Optional<Path> library = FakeClock.library();
    if (System.getenv("CI") == null) {
      assumeTrue(library.isPresent(), "no libfaketime on this machine: no clock is turned");
    }
    assertThat(library).as("in CI, libfaketime must be installed").isPresent();
    nodes = new FakeClock(library.orElseThrow(), folder.resolve("node.clock"));
    databases = new FakeClock(library.orElseThrow(), folder.resolve("database.clock"));
    data = new DataDir(folder.resolve("data"));
    // PostgreSQL is started by setsid, and with an environment of its own.
    Path programs = folder.resolve("programs");
    databases.wrap("setsid", programs);
    Map<String, String> settings = new HashMap<>(nodes.environment());
    settings.put("PATH", programs + ":" + System.getenv("PATH"));
    settings.put("RINGSIDE_DATA_DIR", data.path().toString());
    settings.put("RINGSIDE_BROKER", "postgres");
    settings.put("RINGSIDE_NODE_LEASE_SECONDS", "2");
    settings.put("RINGSIDE_PRESENCE_SECONDS", "0.05");
    node = NodeProcess.of(settings, List.of("-cp", CLASSES), folder.resolve("node.log"));
    startNode();
  }

  private void startNode() {
    if (!node.start()) {
      throw new AssertionError("the node ended before it was ready: " + log());
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("node.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @AfterEach
  void setRight() {
    jump(0, 0);
  }

  @AfterAll
  void stop() throws InterruptedException {
    if (node != null) {
      node.stop();
      nodes.close();
      databases.close();
    }
  }

  private void jump(int nodesHours, int databasesHours) {
    nodes.setAhead(Duration.ofHours(nodesHours));
    databases.setAhead(Duration.ofHours(databasesHours));
  }

  /** One that is good whatever the node's clock says meanwhile. */
  private String lastingToken(String user) {
    String path = "/api/users/" + user + "/tokens";
    return node.call("POST", path, "{\"ttlSeconds\":864000}").body().path("token").asText();
  }

  private Tab open(String user, String token) {
    Tab tab = Tab.of(node, user, token);
    tab.connect(100, false);
    tab.awaitCurrent();
    return tab;
  }

  private static String inbox(String user) {
    return "/api/users/" + user + "/inbox";
  }

  private void awaitEqual(Tab tab, String user) {
    Eventually.isNull(
        () -> {
          tab.check();
          try (Connection database = data.connect()) {
            return tab.model().differsFrom(InboxTable.read(database, user));
          }
        });
  }

  @Test
  void history_whileClocksJump_isWholeAndInTheOrderOfRevisions() throws Exception {
    String user = "history";
    String token = lastingToken(user);
    Answer first = publishFirst(user);
    List<Tab> tabs = List.of(open(user, token), open(user, token), open(user, token));
    List<JsonNode> published = new ArrayList<>(List.of(first.body()));

    for (Hours hours : Hours.ALL) {
      StubbornPublisher publisher = new StubbornPublisher(node, user, "at " + hours);
      publisher.awaitMore(5);
      jump(hours.node, hours.database);
      publisher.awaitMore(10);

      work(user, tabs);
      if (hours.killed) {
        node.kill();
        startNode();
        tabs.forEach(Tab::resume);
        publisher.awaitMore(10);
      }
      assertThat(tabs).as("connections that are over").noneMatch(Tab::isOver);
      Answer again = publishFirst(user);
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
      published.addAll(publisher.stop());
      tabs.forEach(tab -> awaitEqual(tab, user));
    }

    assertInOrder(published);
    assertThat(tabs).allMatch(tab -> tab.model().resets() == 1, "no reset but the first snapshot");
    try (Tab late = open(user, token);
        Connection database = data.connect()) {
      awaitEqual(late, user);
      assertThat(InboxTable.read(database, user).notifications().keySet())
          .containsAll(published.stream().map(each -> each.path("id").asText()).toList());
    }
    tabs.forEach(Tab::close);
  }

  private Answer publishFirst(String user) {
    return node.publish(user, "{\"title\":\"first\"}", "Idempotency-Key", "first");
  }

  /** How far the clocks are ahead of the right time. */
  private record Hours(int node, int database, boolean killed) {

    static final List<Hours> ALL =
        List.of(
            new Hours(3, 3, false),
            // The node and its PostgreSQL start long before what they wrote.
            new Hours(-5, -5, true),
            new Hours(0, 7, false),
            new Hours(6, -6, false),
            new Hours(0, 0, false));
  }

  /** Whatever is done to an inbox, by one tab, while another is away. */
  private void work(String user, List<Tab> tabs) {
    tabs.get(1).drop();
    long seen = tabs.get(0).model().position().revision();
    tabs.get(0).askOk("{\"type\":\"read\",\"through\":" + seen + "}");
    String path = "/api/users/" + user + "/notifications/by-key/job";
    for (int progress : new int[] {10, 90}) {
      Answer put = node.call("PUT", path, "{\"title\":\"job\",\"progress\":" + progress + "}");
      assertThat(put.status()).isIn(200, 201);
    }
    tabs.get(1).resume();
    tabs.get(1).awaitCurrent();
  }

  private static void assertInOrder(List<JsonNode> published) {
    assertThat(published.stream().map(each -> each.path("revision").asLong()).toList())
        .as("revisions in the order of answers")
        .isSorted()
        .doesNotHaveDuplicates();
    List<Instant> made =
        published.stream().map(each -> Instant.parse(each.path("createdAt").asText())).toList();
    int back = 0;
    for (int i = 1; i < made.size(); i++) {
      if (made.get(i).isBefore(made.get(i - 1).minus(Duration.ofHours(1)))) {
        back++;
      }
    }
    assertThat(back).as("jumps back that the database's clock made").isEqualTo(2);
  }

  @Test
  void expiry_ofWhichTheHourComesByAJump_isAnOrdinaryDelete() {
    String user = "expiry";
    try (Tab tab = open(user, lastingToken(user))) {
      String hour = publish(user, "{\"title\":\"an hour\",\"ttlSeconds\":3600}");

      jump(3, 0);
      String second = publish(user, "{\"title\":\"a second\",\"ttlSeconds\":1}");
      tab.await("the end of a second", () -> !tab.model().notifications().containsKey(second));
      assertThat(tab.model().notifications()).as("by the node's clock").containsKey(hour);

      jump(3, 2);
      tab.await("the end of the hour", () -> !tab.model().notifications().containsKey(hour));
      assertThat(tab.model().position().revision()).isEqualTo(4);
      awaitEqual(tab, user);
      assertThat(tab.isOver()).isFalse();
    }
  }

  private String publish(String user, String body) {
    Answer answer = node.publish(user, body);
    assertThat(answer.status()).isEqualTo(201);
    return answer.body().path("id").asText();
  }

  @Test
  void token_ofAFutureHour_isGood_andEndsByTheNodesClock() {
    jump(3, 0);
    String token = node.token("token");

    jump(0, 3);
    assertThat(inboxStatus(token)).isEqualTo(200);
    jump(5, 0);
    assertThat(inboxStatus(token)).isEqualTo(401);
    jump(0, 0);
    assertThat(inboxStatus(token)).isEqualTo(200);
  }

  private int inboxStatus(String token) {
    return node.callAs(token, "GET", inbox("token"), null).status();
  }

  @Test
  void online_afterTheDatabasesClockJumped_isRightSoon() throws Exception {
    String user = "online";
    NodeProcess other =
        NodeProcess.of(
            Map.of(
                "RINGSIDE_DATABASE_URL", data.url(),
                "RINGSIDE_NODE_LEASE_SECONDS", "2",
                "RINGSIDE_PRESENCE_SECONDS", "0.05"),
            List.of("-cp", CLASSES),
            folder.resolve("node.log"));
    try (other) {
      assertThat(other.start()).as("started beside it").isTrue();
      try (Tab here = open(user, lastingToken(user));
          Tab there = Tab.open(other, user)) {
        awaitOnline(user, 2);
        for (int hours : new int[] {3, -3, 8}) {
          jump(0, hours);
          awaitSignsOfLife(2);
          awaitOnline(user, 2);
        }

        other.kill();
        jump(0, -8);

        awaitSignsOfLife(1);
        awaitOnline(user, 1);
        assertThat(here.isOver()).isFalse();
        assertThat(there.awaitClose()).isEqualTo(1006);
      }
    }
  }

  private void awaitOnline(String user, int count) {
    Eventually.holds(
        count + " online",
        () -> node.call("GET", inbox(user), null).body().path("online").asInt() == count);
  }

  /** Waits until so many nodes have said, by the clock as it is now, that they live. */
  private void awaitSignsOfLife(int count) throws SQLException {
    try (Connection database = data.connect();
        Statement statement = database.createStatement()) {
      Eventually.holds(
          count + " signs of life",
          () -> {
            try (ResultSet row =
                statement.executeQuery(
                    "select count(*) from node where seen_at between"
                        + " clock_timestamp() - interval '1 minute' and clock_timestamp()")) {
              return row.next() && row.getInt(1) == count;
            }
          });
    }
  }
}
