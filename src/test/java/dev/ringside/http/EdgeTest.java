package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a whole node does when it is asked for more than it gives. */
@NullMarked
@Timeout(120)
class EdgeTest {

  private static final String DRAFT = "{\"title\":\"x\"}";

  @SuppressWarnings("StringConcatToTextBlock") // The line ends are what matters here.
  private static final String SLOW =
      "POST /api/users/1/notifications HTTP/1.1\r\n"
          + "Host: x\r\n"
          + "Content-Type: application/json\r\n"
          + "Content-Length: 100\r\n\r\n{";

  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node =
        TestNode.start(
            "ringside.publishes.per.key.per.second", "50",
            "ringside.publishes.per.user.per.second", "1",
            "ringside.sessions.per.node", "3",
            "ringside.sessions.per.address", "2",
            "ringside.http.connections", "40",
            "ringside.socket.handshakes", "20",
            "ringside.trusted.proxies", "127.0.0.0/8, ::1");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Answer publish(String user) {
    return node.call("POST", "/api/users/" + user + "/notifications", DRAFT);
  }

  private static void assertTooMany(Answer answer) {
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.body().path("type").asText()).isEqualTo("/problems/too-many");
    assertThat(answer.body().path("detail").asText()).contains("ms.");
  }

  /**
   * Calls until it is refused: what is allowed grows by one a second, which a slow call may take.
   */
  private static Answer refused(Supplier<Answer> call, Function<Answer, JsonNode> problem) {
    for (int i = 0; i < 20; i++) {
      Answer answer = call.get();
      if (problem.apply(answer).path("status").asInt() == 429) {
        return answer;
      }
    }
    throw new AssertionError("20 in a row were taken");
  }

  @Test
  void publishes_toOneUser_areLimitedInEveryWay() {
    for (int i = 0; i < 4; i++) {
      assertThat(publish("busy").status()).isEqualTo(201);
    }
    assertTooMany(refused(() -> publish("busy"), Answer::body));
    assertTooMany(
        refused(
            () -> node.call("PUT", "/api/users/busy/notifications/by-key/k", DRAFT), Answer::body));
    Answer list =
        refused(
            () ->
                node.call(
                    "POST",
                    "/api/notifications",
                    "{\"users\":[\"busy\",\"calm\"],\"notification\":" + DRAFT + "}"),
            answer -> answer.body().path("results").path(0).path("problem"));
    assertThat(list.status()).isEqualTo(200);
    assertThat(list.body().path("results").get(1).path("id").asText()).isNotEmpty();
    Answer lines =
        refused(
            () ->
                node.callAs(
                    TestNode.KEY,
                    "POST",
                    "/api/notifications",
                    "{\"user\":\"busy\",\"title\":\"x\"}\n{\"user\":\"fresh\",\"title\":\"x\"}\n",
                    "Content-Type",
                    "application/x-ndjson"),
            answer -> line(answer, 0).path("problem"));
    assertThat(line(lines, 1).path("id").asText()).isNotEmpty();
    Eventually.holds(() -> "a token more", () -> publish("busy").status() == 201);
  }

  private static JsonNode line(Answer answer, int number) {
    return TestNode.json(answer.raw().body().split("\n", -1)[number]);
  }

  @Test
  void publishes_byOneKey_countEachRecipientAndEachTopic() throws Exception {
    try (TestNode own = TestNode.start("ringside.publishes.per.key.per.second", "1")) {
      StringBuilder users = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        users.append(i == 0 ? "" : ",").append("\"u").append(i).append('"');
      }
      Answer list =
          own.call(
              "POST",
              "/api/notifications",
              "{\"users\":[" + users + "],\"notification\":" + DRAFT + "}");
      int refused = 0;
      for (var result : list.body().path("results")) {
        refused += result.path("problem").path("status").asInt() == 429 ? 1 : 0;
      }
      assertThat(refused).isBetween(1, 2);
      assertTooMany(own.call("POST", "/api/topics/t/notifications", DRAFT));
      assertTooMany(
          own.call(
              "POST", "/api/notifications", "{\"everyone\":true,\"notification\":" + DRAFT + "}"));
      String token = own.token("u1");
      assertThat(own.callAs(token, "GET", "/api/users/me/notifications", null).status())
          .as("reading is no publish")
          .isEqualTo(200);
      assertThat(own.call("GET", "/metrics", null).raw().body())
          .containsPattern("ringside_refused_total\\{limit=\"publishes_key\"\\} [1-9]");
    }
  }

  @Test
  void sockets_ofOneClientBehindAProxy_areLimitedByTheClientsAddress() {
    List<RawSocket> open = new ArrayList<>();
    try {
      open.add(RawSocket.open(node.socketAddress(), "X-Forwarded-For: 203.0.113.1"));
      open.add(RawSocket.open(node.socketAddress(), "X-Forwarded-For: 6.6.6.6, 203.0.113.1"));
      try (RawSocket third = RawSocket.connect(node.socketAddress())) {
        RawSocket.Answer answer = third.handshake("/ws", "X-Forwarded-For: 203.0.113.1");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("from this address");
      }
      open.add(RawSocket.open(node.socketAddress(), "X-Forwarded-For: 203.0.113.2"));
      try (RawSocket fourth = RawSocket.connect(node.socketAddress())) {
        RawSocket.Answer answer = fourth.handshake("/ws", "X-Forwarded-For: 203.0.113.3");
        assertThat(answer.status()).as("three sessions are what the node takes").isEqualTo(503);
        assertThat(answer.headers()).containsEntry("retry-after", "1");
      }
      Answer poll = node.call("GET", "/api/users/9/changes", null);
      assertThat(poll.status()).isEqualTo(503);
      assertThat(poll.header("Retry-After")).isEqualTo("1");
      assertThat(node.call("GET", "/api/users/9/events", null).status()).isEqualTo(503);
    } finally {
      open.forEach(RawSocket::close);
    }
    Eventually.holds(
        () -> "room again", () -> node.call("GET", "/api/users/9/changes", null).status() == 200);
  }

  @Test
  void connections_beyondTheLimit_areClosedAtOnceAndTheRestServed() {
    List<RawSocket> open = new ArrayList<>();
    try {
      assertThat(node.call("GET", "/health/live", null).status()).isEqualTo(200);
      for (int i = 0; i < 60; i++) {
        open.add(RawSocket.connect(node.httpAddress()));
      }
      // Several selector threads take connections, so the last to come need not be the last taken.
      Eventually.holds(
          () -> "those beyond the limit are closed",
          () -> open.stream().filter(RawSocket::hasEnded).count() >= 20);
      assertThat(node.call("GET", "/health/live", null).status())
          .as("on the connection that is kept")
          .isEqualTo(200);
      RawSocket taken = open.stream().filter(each -> !each.hasEnded()).findFirst().orElseThrow();
      taken.sendRaw(
          "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(taken.readAnswer().status()).isEqualTo(200);
    } finally {
      open.forEach(RawSocket::close);
    }
  }

  @Test
  void handshakes_beyondTheLimit_areClosedAndComeBackWhenThereIsRoom() {
    List<RawSocket> half = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        half.add(RawSocket.connect(node.socketAddress()));
      }
      // Several selector threads take connections, so the last to come need not be the last taken.
      Eventually.holds(
          () -> "ten too many are closed",
          () -> half.stream().filter(RawSocket::hasEnded).count() >= 10);
    } finally {
      half.forEach(RawSocket::close);
    }
    Eventually.holds(
        () -> "room again",
        () -> {
          try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
            return socket.handshake("/nowhere").status() == 404;
          } catch (RuntimeException closed) {
            return false;
          }
        });
    assertThat(node.call("GET", "/metrics", null).raw().body())
        .containsPattern("ringside_refused_total\\{limit=\"socket_handshakes\"\\} [1-9]");
  }

  @Test
  void slowBodiesAndHalfHandshakes_byTheHundreds_areEndedWhileOthersAreServed() throws Exception {
    try (TestNode own =
        TestNode.start(
            "ringside.http.body.timeout.seconds", "2",
            "ringside.socket.hello.timeout.seconds", "2")) {
      List<Socket> slow = new ArrayList<>();
      List<RawSocket> half = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        Socket socket = new Socket(own.httpAddress().getAddress(), own.httpPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(SLOW.getBytes(StandardCharsets.US_ASCII));
        slow.add(socket);
        half.add(RawSocket.connect(own.socketAddress()));
        half.getLast().sendRaw("GET /ws HTTP/1.1\r\nHost: l".getBytes(StandardCharsets.US_ASCII));
      }
      try (Tab tab = Tab.open(own, "served")) {
        for (int i = 1; i <= 20; i++) {
          assertThat(own.publish("served", DRAFT).status()).isEqualTo(201);
          tab.awaitRevision(i);
        }
      }
      for (Socket each : slow) {
        String answer = new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 408");
        each.close();
      }
      half.forEach(each -> assertThat(each.ended()).isTrue());
      half.forEach(RawSocket::close);
    }
  }
}
