package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.EventStream;
import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A user's sessions, on two nodes: seen and ended at either. */
class SessionListTest {

  private static TestNode one;
  private static TestNode two;

  @BeforeAll
  static void start() throws Exception {
    String schema = TestPostgres.freshSchema();
    one = TestNode.startIn(schema, "ringside.broker", "postgres");
    two = TestNode.startIn(schema, "ringside.broker", "postgres");
    // Both must hear each other before a single call is made.
    Eventually.holds(
        "both nodes",
        () ->
            list(one, "nobody").path("complete").asBoolean()
                && list(two, "nobody").path("complete").asBoolean());
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
  }

  private static JsonNode list(TestNode node, String user) {
    return node.call("GET", "/api/users/" + user + "/sessions", null).body();
  }

  private static List<String> ids(TestNode node, String user) {
    return StreamSupport.stream(list(node, user).path("sessions").spliterator(), false)
        .map(session -> session.path("id").asText())
        .toList();
  }

  private static RawSocket open(TestNode node, String user) {
    RawSocket socket = RawSocket.open(node.socketAddress(), "User-Agent: tests/1");
    socket.sendText("{\"type\":\"hello\",\"token\":\"" + one.token(user) + "\"}");
    return socket;
  }

  private static String session(RawSocket socket) {
    String id = TestNode.json(socket.readText()).path("session").asText();
    socket.readText();
    return id;
  }

  @Test
  void sessions_onBothNodes_areListedAtEither() {
    try (RawSocket here = open(one, "ann");
        RawSocket there = open(two, "ann")) {
      String first = session(here);
      String second = session(there);
      assertThat(ids(one, "ann")).containsExactly(first, second);
      assertThat(ids(two, "ann")).containsExactly(first, second);
      JsonNode session = list(one, "ann").path("sessions").get(1);
      assertThat(session.path("kind").asText()).isEqualTo("socket");
      assertThat(session.path("address").asText()).isEqualTo("127.0.0.1");
      assertThat(session.path("agent").asText()).isEqualTo("tests/1");
      assertThat(session.path("since").asText()).isNotEmpty();
    }
  }

  @Test
  void session_onTheOtherNode_isEndedAlone() {
    try (RawSocket here = open(one, "bob");
        RawSocket there = open(two, "bob")) {
      String stays = session(here);
      String goes = session(there);
      TestNode.Answer end = one.call("DELETE", "/api/users/bob/sessions/" + goes, null);
      assertThat(end.status()).isEqualTo(204);
      assertThat(there.readCloseCode()).isEqualTo(4411);
      assertThat(ids(one, "bob")).containsExactly(stays);
      assertThat(one.call("DELETE", "/api/users/bob/sessions/" + goes, null).status())
          .isEqualTo(404);
    }
  }

  @Test
  void sessions_areEndedTogether() throws Exception {
    String token = one.token("eve");
    try (RawSocket here = open(one, "eve");
        RawSocket there = open(two, "eve");
        EventStream events = new EventStream(two, "eve")) {
      session(here);
      session(there);
      events.connect();
      Eventually.holds("three sessions", () -> ids(one, "eve").size() == 3);
      assertThat(two.callAs(token, "DELETE", "/api/users/me/sessions", null).status())
          .isEqualTo(204);
      assertThat(here.readCloseCode()).isEqualTo(4411);
      assertThat(there.readCloseCode()).isEqualTo(4411);
      Eventually.holds("an end of the stream", events::isOver);
    }
  }

  @Test
  void sessions_ofSomebodyElse_areOutOfReach() {
    String token = one.token("mal");
    for (String method : List.of("GET", "DELETE")) {
      assertThat(one.callAs(token, method, "/api/users/ann/sessions", null).status())
          .isEqualTo(403);
    }
    assertThat(one.callAs(token, "DELETE", "/api/users/ann/sessions/x", null).status())
        .isEqualTo(403);
  }
}
