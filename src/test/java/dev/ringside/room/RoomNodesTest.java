package dev.ringside.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Chatter;
import dev.ringside.support.Eventually;
import dev.ringside.support.Node;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import dev.ringside.support.TestRedis;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms over two nodes and Redis: one here, and one in a process of its own that can be killed. */
@Timeout(120)
class RoomNodesTest {

  private static final List<String> SETTINGS =
      List.of(
          "ringside.broker", "redis",
          "ringside.node.lease.seconds", "2",
          "ringside.room.grace.seconds", "1",
          "ringside.room.round.seconds", "3",
          "ringside.reconcile.seconds", "1");

  private static TestRedis redis;

  private final String schema;
  private final TestNode a;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  RoomNodesTest() throws SQLException {
    schema = TestPostgres.freshSchema();
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.addAll(List.of("ringside.redis.url", redis.url()));
    a = TestNode.startIn(schema, settings.toArray(String[]::new));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    a.close();
  }

  private NodeProcess another() {
    List<String> settings = new ArrayList<>();
    for (int i = 0; i < SETTINGS.size(); i += 2) {
      settings.add(SETTINGS.get(i).toUpperCase(Locale.ROOT).replace('.', '_'));
      settings.add(SETTINGS.get(i + 1));
    }
    settings.addAll(
        List.of(
            "RINGSIDE_REDIS_URL",
            redis.url(),
            "RINGSIDE_API_KEY",
            TestNode.KEY,
            "RINGSIDE_HTTP_PORT",
            "0",
            "RINGSIDE_SOCKET_PORT",
            "0"));
    NodeProcess node = NodeProcess.start(schema, settings.toArray(String[]::new));
    open.add(node);
    // What is told before it hears is found by comparison alone.
    Eventually.holds(
        "a broker",
        () -> node.call("GET", "/api/statistics", null).body().at("/health/broker").asBoolean());
    return node;
  }

  private Chatter in(Node node, String user, String room) {
    Chatter chatter = Chatter.open(node, user).join(room);
    open.add(chatter);
    return chatter;
  }

  private void make(String room, String more) {
    assertThat(a.call("POST", "/api/rooms", "{\"id\":\"" + room + "\"" + more + "}").status())
        .isEqualTo(201);
  }

  @Test
  void room_isOneOverAllNodes_alsoWhereOneIsKilled() throws Exception {
    make("lobby", "");
    make("short", ",\"ephemeral\":true");
    NodeProcess b = another();
    Chatter ada = in(a, "ada", "lobby");
    Chatter bob = in(b, "bob", "lobby");
    Chatter _ = in(b, "bob", "short");
    ada.awaitOnline("lobby", "ada", "bob");
    bob.awaitOnline("lobby", "ada", "bob");
    bob.say("lobby", "from there");
    ada.awaitLine("lobby", "from there");
    ada.say("lobby", "from here");
    bob.awaitLine("lobby", "from here");
    bob.type("lobby");
    ada.await("bob typing", () -> ada.presence("lobby").at("/typing/0").asText().equals("bob"));
    JsonNode members = b.call("GET", "/api/rooms/lobby/members", null).body().path("members");
    assertThat(members).hasSize(2).allMatch(each -> each.path("online").asBoolean());

    b.kill();
    ada.awaitOnline("lobby", "ada");
    ada.awaitLine("lobby", "-bob");
    assertThat(ada.room("lobby").lines()).containsOnlyOnce("-bob");
    Eventually.holds(
        "the ephemeral room gone", () -> a.call("GET", "/api/rooms/short", null).status() == 404);
  }

  @Test
  void member_whoComesBackAtTheOtherNode_hasNeitherLeftNorJoined() throws Exception {
    make("lobby", "");
    NodeProcess b = another();
    Chatter ada = in(a, "ada", "lobby");
    Chatter bob = in(b, "bob", "lobby");
    ada.awaitOnline("lobby", "ada", "bob");
    bob.drop();
    Chatter again = in(a, "bob", "lobby");
    ada.say("lobby", "one");
    again.awaitLine("lobby", "one");
    Thread.sleep(2_500); // Longer than the grace: nothing must have happened.
    assertThat(ada.room("lobby").lines()).containsExactly("+ada", "+bob", "one");
  }

  @Test
  void directRoom_askedForAtTheSameMoment_isOne() throws Exception {
    NodeProcess b = another();
    for (int round = 0; round < 10; round++) {
      String one = "one-" + round;
      String two = "two-" + round;
      Set<Integer> statuses = ConcurrentHashMap.newKeySet();
      Set<String> ids = ConcurrentHashMap.newKeySet();
      List<Thread> askers = new ArrayList<>();
      for (Node node : List.of(a, b)) {
        for (String first : List.of(one, two)) {
          String body =
              "{\"users\":[\"" + first + "\",\"" + (first.equals(one) ? two : one) + "\"]}";
          askers.add(
              Thread.ofVirtual()
                  .start(
                      () -> {
                        TestNode.Answer answer = node.call("POST", "/api/rooms/direct", body);
                        statuses.add(answer.status());
                        ids.add(answer.body().path("id").asText());
                      }));
        }
      }
      for (Thread each : askers) {
        each.join();
      }
      assertThat(statuses).containsExactlyInAnyOrder(200, 201);
      assertThat(ids).hasSize(1);
      JsonNode room =
          a.call("GET", "/api/rooms/" + TestNode.encode(ids.iterator().next()), null).body();
      assertThat(room.path("members").asLong()).isEqualTo(2);
    }
  }

  @Test
  void ban_isHeardAtTheOtherNode() throws Exception {
    make("lobby", "");
    NodeProcess b = another();
    Chatter bob = in(b, "bob", "lobby");
    assertThat(a.call("PUT", "/api/rooms/lobby/bans/bob", null).status()).isEqualTo(204);
    assertThat(bob.awaitLeft("lobby")).isEqualTo("banned");
  }

  /** The word of the end comes late, and must not end what began after it. */
  @Test
  void joinAfterALeaveAtTheOtherNode_stays() {
    make("lobby", "");
    NodeProcess b = another();
    Chatter here = in(a, "bob", "lobby");
    Chatter there = Chatter.open(b, "bob");
    open.add(there);
    for (int round = 0; round < 15; round++) {
      here.leave("lobby");
      there.join("lobby");
      there.say("lobby", "round " + round);
      there.awaitLine("lobby", "round " + round);
      there.leave("lobby");
      here.join("lobby");
      here.say("lobby", "back " + round);
      here.awaitLine("lobby", "back " + round);
    }
    assertThat(here.hasLeft("lobby")).isFalse();
    assertThat(there.hasLeft("lobby")).isFalse();
  }
}
