package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How sockets end by themselves: a peer that is dead, and a token whose time is up. */
@Timeout(60)
class SocketLifeTest {

  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node =
        TestNode.start("ringside.heartbeat.seconds", "0.4", "ringside.token.grace.seconds", "0.2");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static RawSocket greeted(String token) {
    RawSocket socket = RawSocket.open(node.ringside().socketAddress());
    socket.sendText("{\"type\":\"hello\",\"token\":\"" + token + "\"}");
    assertThat(socket.readText()).contains("welcome");
    assertThat(socket.readText()).contains("inbox");
    return socket;
  }

  private static int online(String user) {
    return node.call("GET", "/api/users/" + user + "/inbox", null).body().path("online").asInt();
  }

  @Test
  void peer_thatAnswersNoPing_isPruned() {
    try (RawSocket dead = greeted(node.token("dead"))) {
      assertThat(online("dead")).isEqualTo(1);

      Eventually.holds("pruning of the dead", () -> online("dead") == 0);

      assertThat(dead.drain()).as("bytes of a ping").isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void peer_thatAnswersPings_stays() {
    Tab tab = Tab.open(node, "alive");
    try (RawSocket dead = greeted(node.token("alive"))) {
      assertThat(online("alive")).isEqualTo(2);

      Eventually.holds("pruning of the dead one alone", () -> online("alive") == 1);

      assertThat(dead.drain()).isPositive();
      tab.askOk("{\"type\":\"ping\"}");
    }
    tab.close();
  }

  @Test
  void peer_thatLeaves_isPrunedAtOnce() {
    RawSocket cut = greeted(node.token("leaves"));
    cut.reset();
    Eventually.holds("nobody online", () -> online("leaves") == 0);
  }

  private static String shortToken(String user) {
    JsonNode made =
        node.call("POST", "/api/users/" + user + "/tokens", "{\"ttlSeconds\":2}").body();
    return made.path("token").asText();
  }

  /** A tab, which answers pings, with such a token. */
  private static Tab brief(String user) {
    Tab tab = Tab.of(node, user, shortToken(user));
    tab.connect(50, false);
    tab.awaitCurrent();
    return tab;
  }

  @Test
  void token_whoseTimeIsUp_closesTheSession() {
    try (Tab tab = brief("late")) {
      assertThat(tab.awaitClose()).isEqualTo(4401);
    }
    Eventually.holds("nobody online", () -> online("late") == 0);
  }

  @Test
  void token_thatIsRenewed_keepsTheSession() {
    try (Tab renewed = brief("renewed")) {
      renewed.askOk("{\"type\":\"hello\",\"token\":\"" + node.token("renewed") + "\"}");
      try (Tab other = brief("renewed")) {
        assertThat(other.awaitClose()).isEqualTo(4401);
      }

      assertThat(online("renewed")).isEqualTo(1);
      renewed.askOk("{\"type\":\"ping\"}");
    }
  }
}
