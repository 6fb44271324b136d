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

  /** Answers its pings until it is closed; gives the code. */
  private static int awaitClose(RawSocket socket) {
    RawSocket.Frame frame = socket.read();
    while (frame.opcode() != RawSocket.CLOSE) {
      socket.sendFrame(RawSocket.FIN | RawSocket.PONG, frame.payload());
      frame = socket.read();
    }
    return frame.closeCode();
  }

  @Test
  void token_whoseTimeIsUp_closesTheSession() {
    try (RawSocket socket = greeted(shortToken("late"))) {
      assertThat(awaitClose(socket)).isEqualTo(4401);
    }
    Eventually.holds("nobody online", () -> online("late") == 0);
  }

  @Test
  void token_thatIsRenewed_keepsTheSession() {
    Tab renewed = Tab.of(node, "renewed", shortToken("renewed"));
    renewed.connect(50, false);
    renewed.awaitCurrent();
    renewed.askOk("{\"type\":\"hello\",\"token\":\"" + node.token("renewed") + "\"}");
    try (RawSocket other = greeted(shortToken("renewed"))) {
      assertThat(awaitClose(other)).isEqualTo(4401);
    }

    assertThat(online("renewed")).isEqualTo(1);
    renewed.askOk("{\"type\":\"ping\"}");
    renewed.close();
  }
}
