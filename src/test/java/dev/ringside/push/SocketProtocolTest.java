package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.support.TestNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client may say on the socket, and what it is answered: docs/protocol.md, by the letter.
 */
@Timeout(60)
class SocketProtocolTest {

  private static final String NOBODY = "00000000-0000-7000-8000-000000000000";
  private static final String RING = "{\"title\":\"ring\"}";

  private static TestNode node;
  private static String token;

  private final List<RawSocket> opened = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    node =
        TestNode.start(
            "ringside.socket.hello.timeout.seconds", "2",
            "ringside.sessions.per.user", "3",
            "ringside.frames.per.second", "20");
    token = node.token("42");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void closeAll() {
    opened.forEach(RawSocket::close);
    awaitOnline("42", 0);
  }

  private RawSocket open(String... headers) {
    RawSocket socket = RawSocket.open(node.ringside().socketAddress(), headers);
    opened.add(socket);
    return socket;
  }

  /** A session that is current. */
  private RawSocket greeted() {
    RawSocket socket = open();
    greet(socket, token);
    return socket;
  }

  private static void greet(RawSocket socket, String credential) {
    socket.sendText("{\"type\":\"hello\",\"token\":\"" + credential + "\"}");
    assertThat(next(socket).path("type").asText()).isEqualTo("welcome");
    assertThat(next(socket).path("type").asText()).isEqualTo("inbox");
  }

  private static JsonNode next(RawSocket socket) {
    RawSocket.Frame frame = socket.read();
    while (frame.opcode() == RawSocket.PING) {
      socket.sendFrame(RawSocket.FIN | RawSocket.PONG, frame.payload());
      frame = socket.read();
    }
    assertThat(frame.opcode()).as("a text, not a close for: " + frame.closeReason()).isEqualTo(1);
    return TestNode.json(frame.text());
  }

  /** The next frame of a type, past what else comes. */
  private static JsonNode next(RawSocket socket, String type) {
    JsonNode message = next(socket);
    while (!message.path("type").asText().equals(type)) {
      message = next(socket);
    }
    return message;
  }

  private static JsonNode answer(RawSocket socket, String message) {
    socket.sendText(message);
    JsonNode answer = next(socket);
    while (!answer.path("type").asText().matches("ok|error")) {
      answer = next(socket);
    }
    return answer;
  }

  /** The session goes on. */
  private static void assertLives(RawSocket socket) {
    socket.sendText("{\"type\":\"ping\",\"ref\":\"alive\"}");
    next(socket, "pong");
    assertThat(next(socket, "ok").path("ref").asText()).isEqualTo("alive");
  }

  private static void assertError(JsonNode answer, int status, String ref) {
    assertThat(answer.path("type").asText()).as(answer.toString()).isEqualTo("error");
    assertThat(answer.path("ref").asText()).isEqualTo(ref);
    assertThat(answer.path("problem").path("status").asInt())
        .as(answer.toString())
        .isEqualTo(status);
    assertThat(answer.path("problem").path("title").asText()).isNotEmpty();
  }

  private static void awaitOnline(String user, int sessions) {
    Eventually.holds(
        sessions + " sessions of " + user, () -> inbox(user).path("online").asInt() == sessions);
  }

  private static JsonNode inbox(String user) {
    return node.call("GET", "/api/users/" + user + "/inbox", null).body();
  }

  private static String published(String user) {
    return node.publish(user, RING).body().path("id").asText();
  }

  // ---- hello

  @Test
  void hello_isAnsweredByWelcomeThenInbox() {
    RawSocket socket = open();
    socket.sendText("{\"type\":\"hello\",\"token\":\"" + token + "\",\"ref\":\"h\"}");

    JsonNode welcome = next(socket);
    assertThat(welcome.path("type").asText()).isEqualTo("welcome");
    assertThat(welcome.path("session").asText()).isNotEmpty();
    assertThat(welcome.path("user").asText()).isEqualTo("42");
    assertThat(welcome.path("heartbeatSeconds").asInt()).isEqualTo(25);
    List<String> types = List.of(next(socket).toString(), next(socket).toString());
    assertThat(types).anyMatch(text -> text.equals("{\"type\":\"ok\",\"ref\":\"h\"}"));
    assertThat(types)
        .anyMatch(text -> text.contains("\"inbox\"") && text.contains("\"reset\":true"));
  }

  @Test
  void silence_isClosed() {
    assertThat(open().readCloseCode()).isEqualTo(4408);
  }

  @Test
  void badHello_mayBeTriedAgainButNotForever() {
    RawSocket socket = open();
    JsonNode answer =
        answer(
            socket, "{\"type\":\"hello\",\"token\":\"" + token + "\",\"limit\":101,\"ref\":\"a\"}");
    assertError(answer, 422, "a");
    assertThat(socket.readCloseCode()).isEqualTo(4408);

    RawSocket other = open();
    assertError(answer(other, "{\"type\":\"hello\",\"tokn\":\"x\",\"ref\":\"b\"}"), 400, "b");
    greet(other, token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "[]", "1", "null", "\"hello\"", "{", "{}x", "{\"a\":1,\"a\":2}", "[{}]"})
  void frame_thatIsNoObject_isClosed(String text) {
    RawSocket before = open();
    before.sendText(text);
    assertThat(before.readCloseCode()).isEqualTo(4400);

    RawSocket after = greeted();
    after.sendText(text);
    assertThat(after.readCloseCode()).isEqualTo(4400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"ping\"}",
        "{\"type\":\"read\",\"ids\":[]}",
        "{\"type\":\"nonsense\"}",
        "{}",
        "{\"type\":7}"
      })
  void messageBeforeHello_isClosed(String text) {
    RawSocket socket = open();
    socket.sendText(text);
    assertThat(socket.readCloseCode()).isEqualTo(4400);
  }

  @Test
  void deepJson_isClosed() {
    RawSocket socket = greeted();
    socket.sendText("{\"type\":".concat("[".repeat(5_000)).concat("]".repeat(5_000)).concat("}"));
    assertThat(socket.readCloseCode()).isEqualTo(4400);

    RawSocket wide = open();
    wide.sendText("{\"a\":".repeat(9_000).concat("1").concat("}".repeat(9_000)));
    assertThat(wide.readCloseCode()).isEqualTo(4400);
  }

  @Test
  void badToken_isClosed() {
    for (String bad : List.of("", "x", TestNode.KEY, token + "x", "a.b.c", "\\ud800", "\\u0000")) {
      RawSocket socket = open();
      socket.sendText("{\"type\":\"hello\",\"token\":\"" + bad + "\"}");
      assertThat(socket.readCloseCode()).as(bad).isEqualTo(4401);
    }
  }

  @Test
  void hello_withoutACredential_isClosed() {
    RawSocket socket = open();
    socket.sendText("{\"type\":\"hello\"}");
    assertThat(socket.readCloseCode()).isEqualTo(4401);
  }

  // ---- the handshake

  @Test
  void bearerHeader_standsInForTheToken() {
    RawSocket socket = open("Authorization: Bearer " + token);
    socket.sendText("{\"type\":\"hello\"}");
    assertThat(next(socket).path("user").asText()).isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer nonsense",
        "Authorization: Bearer " + TestNode.KEY,
        "Authorization: Basic eDp5",
        "Authorization: ",
        "Origin: http://elsewhere.example",
        "Origin: null",
        "Origin: http://localhost"
      })
  void badHandshake_isRefusedThere(String header) {
    assertThat(handshake("/ws", header).status()).isEqualTo(403);
  }

  @Test
  void unknownTicket_isRefusedInTheHandshake() {
    assertThat(handshake("/ws?ticket=nonsense").status()).isEqualTo(403);
  }

  @Test
  void originOfTheHttpAddress_mayConnect() {
    for (String host : List.of("localhost", "127.0.0.1")) {
      String origin = "Origin: http://" + host + ":" + node.httpPort();
      assertThat(handshake("/ws", origin).status()).isEqualTo(101);
    }
  }

  private RawSocket.Answer handshake(String target, String... headers) {
    RawSocket socket = RawSocket.connect(node.ringside().socketAddress());
    opened.add(socket);
    return socket.handshake(target, headers);
  }

  @Test
  void socketsOfOneAddress_areLimited() throws Exception {
    try (TestNode small = TestNode.start("ringside.sessions.per.address", "2")) {
      var address = small.ringside().socketAddress();
      try (RawSocket first = RawSocket.open(address);
          RawSocket second = RawSocket.open(address)) {
        try (RawSocket third = RawSocket.connect(address)) {
          assertThat(third.handshake("/ws").status()).isEqualTo(403);
        }
        first.reset();
        second.sendText("no hello");
        assertThat(second.readCloseCode()).isEqualTo(4400);
      }
      Eventually.holds(
          "room for another",
          () -> {
            try (RawSocket third = RawSocket.connect(address)) {
              return third.handshake("/ws").status() == 101;
            }
          });
    }
  }

  // ---- messages

  @Test
  void unknownFieldOrValue_isAnErrorAndTheSessionLives() {
    RawSocket socket = greeted();

    assertError(answer(socket, "{\"type\":\"ping\",\"x\":1,\"ref\":\"1\"}"), 400, "1");
    assertError(answer(socket, "{\"type\":\"nonsense\",\"ref\":\"2\"}"), 400, "2");
    assertError(answer(socket, "{\"ref\":\"3\"}"), 400, "3");
    assertError(answer(socket, "{\"type\":\"ack\",\"ref\":\"4\"}"), 400, "4");
    assertError(answer(socket, "{\"type\":\"ack\",\"revision\":1.5,\"ref\":\"5\"}"), 400, "5");
    assertError(answer(socket, "{\"type\":\"ack\",\"revision\":\"1\",\"ref\":\"6\"}"), 400, "6");
    assertError(answer(socket, "{\"type\":\"ack\",\"revision\":1e99,\"ref\":\"7\"}"), 400, "7");
    assertError(answer(socket, "{\"type\":\"ack\",\"revision\":-1,\"ref\":\"9\"}"), 422, "9");
    assertError(answer(socket, "{\"type\":null,\"ref\":\"8\"}"), 400, "8");
    assertLives(socket);
  }

  @Test
  void unknownField_isRefusedByName() {
    JsonNode answer = answer(greeted(), "{\"type\":\"ping\",\"colour\":1,\"ref\":\"1\"}");

    assertThat(answer.toString()).contains("colour");
  }

  @Test
  void ref_ofAnyText_comesBackAsItWas() {
    RawSocket socket = greeted();
    String longest = "😀".repeat(64);
    assertThat(answer(socket, "{\"type\":\"ack\",\"revision\":1,\"ref\":\"" + longest + "\"}"))
        .isEqualTo(TestNode.json("{\"type\":\"ok\",\"ref\":\"" + longest + "\"}"));
    String tooLong = "{\"type\":\"ping\",\"ref\":\"" + "é".repeat(65) + "\"}";
    assertError(answer(socket, tooLong), 422, "");
    assertError(answer(socket, "{\"type\":\"ping\",\"ref\":1}"), 422, "");
    assertError(answer(socket, "{\"type\":\"ping\",\"ref\":{}}"), 422, "");
    assertError(answer(socket, "{\"type\":\"ping\",\"ref\":\"\\u0000\"}"), 422, "");
    assertLives(socket);
  }

  /** Half a surrogate pair can be sent as an escape, but not be written as UTF-8. */
  @Test
  void halfASurrogatePair_isAnErrorAndTheSessionLives() {
    RawSocket socket = greeted();

    assertError(answer(socket, "{\"type\":\"ping\",\"ref\":\"\\ud800\"}"), 422, "");
    assertThat(
            answer(socket, "{\"type\":\"ping\",\"\\ud800\":1,\"ref\":\"1\"}").path("type").asText())
        .isEqualTo("error");
    assertThat(answer(socket, "{\"type\":\"\\udfff\",\"ref\":\"2\"}").path("type").asText())
        .isEqualTo("error");
    assertThat(
            answer(socket, "{\"type\":\"read\",\"ids\":[\"\\ud800\"],\"ref\":\"3\"}")
                .path("type")
                .asText())
        .isEqualTo("error");
    assertThat(
            answer(
                    socket,
                    "{\"type\":\"read\",\"through\":1,\"epoch\":\"\\ud800\\u0000\",\"ref\":\"4\"}")
                .path("type")
                .asText())
        .isEqualTo("error");
    assertLives(socket);
  }

  @Test
  void ping_isAnsweredByPong() {
    RawSocket socket = greeted();

    socket.sendText("{\"type\":\"ping\"}");
    assertThat(next(socket)).isEqualTo(TestNode.json("{\"type\":\"pong\"}"));
    assertLives(socket);
  }

  @Test
  void marks_ofIdsAndThrough_changeTheInbox() {
    token = node.token("42");
    String first = published("42");
    String second = published("42");
    RawSocket socket = greeted();

    assertOk(
        socket, "{\"type\":\"read\",\"ids\":[\"" + first + "\",\"" + NOBODY + "\"],\"ref\":\"1\"}");
    assertThat(inbox("42").path("unread").asInt()).isEqualTo(1);
    assertOk(socket, "{\"type\":\"unread\",\"ids\":[\"" + first + "\"],\"ref\":\"2\"}");
    assertThat(inbox("42").path("unread").asInt()).isEqualTo(2);
    long revision = inbox("42").path("revision").asLong();
    assertOk(socket, "{\"type\":\"read\",\"through\":" + revision + ",\"ref\":\"3\"}");
    assertThat(inbox("42").path("unread").asInt()).isZero();
    revision = inbox("42").path("revision").asLong();
    assertOk(socket, "{\"type\":\"read\",\"through\":" + revision + ",\"ref\":\"4\"}");
    assertThat(inbox("42").path("revision").asLong()).isEqualTo(revision);
    assertOk(socket, "{\"type\":\"delete\",\"ids\":[\"" + second + "\"],\"ref\":\"5\"}");
    assertThat(node.call("GET", "/api/users/42/notifications/" + second, null).status())
        .isEqualTo(404);
    assertOk(socket, "{\"type\":\"delete\",\"ids\":[\"" + first + "\"],\"ref\":\"6\"}");
  }

  private static void assertOk(RawSocket socket, String message) {
    assertThat(answer(socket, message).path("type").asText()).as(message).isEqualTo("ok");
  }

  @Test
  void badMarks_areErrors() {
    published("42");
    RawSocket socket = greeted();

    assertOk(socket, "{\"type\":\"read\",\"ids\":[\"nonsense\"],\"ref\":\"1\"}");
    assertError(answer(socket, "{\"type\":\"read\",\"ids\":[null],\"ref\":\"2\"}"), 422, "2");
    assertError(answer(socket, "{\"type\":\"read\",\"ids\":[7],\"ref\":\"3\"}"), 400, "3");
    assertError(answer(socket, "{\"type\":\"read\",\"ref\":\"4\"}"), 422, "4");
    assertError(
        answer(socket, "{\"type\":\"read\",\"ids\":[],\"through\":1,\"ref\":\"5\"}"), 422, "5");
    assertError(answer(socket, "{\"type\":\"read\",\"through\":-1,\"ref\":\"6\"}"), 422, "6");
    assertError(
        answer(socket, "{\"type\":\"read\",\"through\":1,\"epoch\":\"other\",\"ref\":\"7\"}"),
        409,
        "7");
    String many = ("\"" + NOBODY + "\",").repeat(1_001);
    assertError(
        answer(
            socket,
            "{\"type\":\"read\",\"ids\":["
                + many.substring(0, many.length() - 1)
                + "],\"ref\":\"8\"}"),
        422,
        "8");
    assertLives(socket);
  }

  // ---- the position that a hello names

  private JsonNode firstFrame(String epoch, String revision) {
    RawSocket socket = open();
    socket.sendText(
        "{\"type\":\"hello\",\"token\":\"%s\",\"epoch\":\"%s\",\"revision\":%s}"
            .formatted(token, epoch, revision));
    assertThat(next(socket).path("type").asText()).isEqualTo("welcome");
    JsonNode frame = next(socket);
    socket.close();
    awaitOnline("42", 0);
    return frame;
  }

  @Test
  void position_thatIsNotOfThisLog_isAnsweredByAReset() {
    published("42");
    JsonNode inbox = inbox("42");
    String epoch = inbox.path("epoch").asText();
    long head = inbox.path("revision").asLong();

    assertThat(firstFrame(epoch, "" + (head + 1)).path("reset").asBoolean()).isTrue();
    assertThat(firstFrame(epoch, "9223372036854775807").path("reset").asBoolean()).isTrue();
    assertThat(firstFrame("other", "" + head).path("reset").asBoolean()).isTrue();
    assertThat(firstFrame("", "0").path("reset").asBoolean()).isTrue();
    assertThat(firstFrame("-", "3").path("reset").asBoolean()).isTrue();
    JsonNode current = firstFrame(epoch, "" + head);
    assertThat(current.has("reset")).isFalse();
    assertThat(current.path("since").asLong()).isEqualTo(head);
    assertThat(current.path("changes")).isEmpty();
  }

  @Test
  void position_thatIsNone_isAnError() {
    for (String wrong :
        List.of("-1", "1.5", "\"1\"", "9223372036854775808", "1e3", "true", "[1]")) {
      RawSocket socket = open();
      JsonNode answer =
          answer(
              socket,
              "{\"type\":\"hello\",\"token\":\"%s\",\"epoch\":\"a\",\"revision\":%s,\"ref\":\"1\"}"
                  .formatted(token, wrong));
      assertThat(answer.path("type").asText()).as(wrong).isEqualTo("error");
      greet(socket, token);
      socket.close();
      awaitOnline("42", 0);
    }
    RawSocket socket = open();
    JsonNode answer =
        answer(
            socket,
            "{\"type\":\"hello\",\"token\":\"%s\",\"epoch\":\"\\u0000\",\"revision\":1,\"ref\":\"1\"}"
                .formatted(token));
    assertError(answer, 422, "1");
    greet(socket, token);
  }

  // ---- the right to be here

  @Test
  void laterHello_withATokenOfTheUser_renewsTheSession() {
    RawSocket socket = greeted();

    assertOk(socket, "{\"type\":\"hello\",\"token\":\"" + node.token("42") + "\",\"ref\":\"1\"}");
    assertError(
        answer(
            socket,
            "{\"type\":\"hello\",\"token\":\"" + token + "\",\"revision\":1,\"ref\":\"2\"}"),
        422,
        "2");
    assertError(answer(socket, "{\"type\":\"hello\",\"ref\":\"3\"}"), 422, "3");
    assertLives(socket);
  }

  @Test
  void laterHello_ofAnotherUserOrOfNobody_isClosed() {
    RawSocket other = greeted();
    other.sendText("{\"type\":\"hello\",\"token\":\"" + node.token("43") + "\"}");
    assertThat(other.readCloseCode()).isEqualTo(4403);

    RawSocket nobody = greeted();
    nobody.sendText("{\"type\":\"hello\",\"token\":\"nonsense\"}");
    assertThat(nobody.readCloseCode()).isEqualTo(4401);
  }

  @Test
  void sessionsOfOneUser_areLimited() {
    greeted();
    greeted();
    RawSocket third = greeted();
    RawSocket fourth = open();
    fourth.sendText("{\"type\":\"hello\",\"token\":\"" + token + "\"}");
    assertThat(fourth.readCloseCode()).isEqualTo(4409);

    third.reset();
    awaitOnline("42", 2);
    greeted();
  }

  // ---- limits of frames

  @Test
  void framesWithoutEnd_areClosed() {
    RawSocket socket = greeted();
    for (int i = 0; i < 200; i++) {
      socket.sendText("{\"type\":\"ping\"}");
    }
    assertThat(socket.readCloseCode()).isEqualTo(4429);
  }

  @Test
  void tinyFragmentsWithoutEnd_areClosed() {
    RawSocket socket = greeted();
    socket.sendFrame(RawSocket.TEXT, (byte) '{');
    for (int i = 0; i < 200; i++) {
      socket.sendFrame(RawSocket.CONTINUATION);
    }
    assertThat(socket.readCloseCode()).isEqualTo(4429);
  }

  @Test
  void controlFramesWithoutEnd_areClosed() {
    RawSocket socket = greeted();
    for (int i = 0; i < 200; i++) {
      socket.sendFrame(RawSocket.FIN | RawSocket.PING);
    }
    assertThat(socket.readCloseCode()).isEqualTo(4429);
  }

  @Test
  void frame_thatIsTooBig_isClosed() {
    RawSocket socket = greeted();
    assertError(
        answer(socket, "{\"type\":\"ping\",\"x\":\"" + "y".repeat(60_000) + "\",\"ref\":\"1\"}"),
        400,
        "1");
    socket.sendText("{\"type\":\"ping\",\"x\":\"" + "y".repeat(70_000) + "\"}");
    assertThat(socket.readCloseCode()).isEqualTo(1009);
  }

  @Test
  void binaryOrBrokenText_isClosed() {
    RawSocket binary = greeted();
    binary.sendFrame(RawSocket.FIN | RawSocket.BINARY, (byte) 1);
    assertThat(binary.readCloseCode()).isEqualTo(1003);

    RawSocket broken = greeted();
    broken.sendFrame(RawSocket.FIN | RawSocket.TEXT, (byte) 0xC0, (byte) 0x80);
    assertThat(broken.readCloseCode()).isEqualTo(1007);
  }

  @Test
  void closeAsAsked_isAnsweredByTheSameCode() {
    RawSocket socket = greeted();
    socket.sendClose(1000);
    assertThat(socket.readCloseCode()).isEqualTo(1000);
    awaitOnline("42", 0);
  }
}
