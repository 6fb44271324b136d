package dev.ringside.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Chatter;
import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those without an account, those with a plain WebSocket, and what is kept of either. */
@Timeout(60)
class RoomGuestTest {

  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node =
        TestNode.start(
            "ringside.room.grace.seconds", "0.5",
            "ringside.livekit.url", "wss://video.example",
            "ringside.livekit.key", "key-of-livekit",
            "ringside.livekit.secret", "a secret of thirty-two characters");
    make("lobby", ",\"guests\":true");
    make("office", "");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void make(String room, String more) {
    assertThat(node.call("POST", "/api/rooms", "{\"id\":\"" + room + "\"" + more + "}").status())
        .isEqualTo(201);
  }

  private JsonNode guest() {
    return node.callAs(null, "POST", "/api/guests", "{}").body();
  }

  @Test
  void guest_isInRoomsThatTakeGuests_forOneVisit() {
    JsonNode guest = guest();
    String token = guest.path("token").asText();
    String user = guest.path("user").asText();
    try (Chatter ada = Chatter.open(node, "ada").join("lobby");
        Chatter otter = Chatter.openAs(node, token)) {
      assertThat(otter.welcome().path("guest").asBoolean()).isTrue();
      otter.join("lobby");
      ada.awaitLine("lobby", "+" + user);
      otter.say("lobby", "hello from outside");
      ada.awaitLine("lobby", "hello from outside");
      assertThat(ada.room("lobby").messages().getLast().at("/from/name").asText())
          .isEqualTo(guest.path("name").asText())
          .matches("[A-Z][a-z]+ [A-Z][a-z]+");
      ada.await("the guest shown as one", () -> isGuest(ada.presence("lobby"), user));
      assertThat(otter.tryJoin("office").at("/problem/status").asInt()).isEqualTo(403);
      assertThat(otter.answerTo("{\"type\":\"read\",\"through\":1}").at("/problem/status").asInt())
          .isEqualTo(403);
      assertThat(node.callAs(token, "POST", "/api/rooms", "{}").status()).isEqualTo(403);
      assertThat(node.callAs(token, "GET", "/api/rooms/office/messages", null).status())
          .isEqualTo(403);
      assertThat(node.callAs(token, "GET", "/api/rooms/lobby/messages", null).status())
          .isEqualTo(200);
      otter.drop();
      otter.connect();
      assertThat(ada.room("lobby").lines()).doesNotContain("-" + user);
    }
  }

  private static boolean isGuest(JsonNode presence, String user) {
    for (JsonNode each : presence.path("members")) {
      if (each.path("user").asText().equals(user)) {
        return each.path("guest").asBoolean();
      }
    }
    return false;
  }

  @Test
  void guest_ringsNobody_andIsNotRung() throws Exception {
    JsonNode guest = guest();
    try (Chatter ada = Chatter.open(node, "ada").join("lobby");
        Chatter otter = Chatter.openAs(node, guest.path("token").asText()).join("lobby")) {
      otter.say("lobby", "hey @ada");
      ada.say("lobby", "hey @" + guest.path("user").asText());
      ada.awaitLine("lobby", "hey @" + guest.path("user").asText());
    }
    try (var connection = node.database();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from notification")) {
      row.next();
      assertThat(row.getLong(1)).isZero();
    }
  }

  @Test
  void name_ofTheToken_isWhatOthersSee() {
    String token =
        node.call("POST", "/api/users/42/tokens", "{\"name\":\"Ada L.\"}")
            .body()
            .path("token")
            .asText();
    try (Chatter ada = Chatter.openAs(node, token).join("office")) {
      ada.say("office", "me");
      ada.awaitLine("office", "me");
      assertThat(ada.room("office").messages().getLast().at("/from/name").asText())
          .isEqualTo("Ada L.");
    }
  }

  @Test
  void plainSocket_speaksLines() {
    List<String> lines = new ArrayList<>();
    try (Chatter ada = Chatter.open(node, "ada").join("lobby");
        RawSocket plain = RawSocket.connect(node.socketAddress())) {
      ada.say("lobby", "before");
      assertThat(plain.handshake("/ws/rooms/lobby").status()).isEqualTo(101);
      lines.add(plain.readText());
      lines.add(plain.readText());
      lines.add(plain.readText());
      assertThat(lines.get(0)).isEqualTo("* ada has come.");
      assertThat(lines.get(1)).isEqualTo("<ada> before");
      assertThat(lines.get(2)).matches("\\* [A-Z][a-z]+ [A-Z][a-z]+ has come\\.");
      plain.sendText("typed by hand");
      ada.awaitLine("lobby", "typed by hand");
      assertThat(plain.readText()).matches("<[A-Z][a-z]+ [A-Z][a-z]+> typed by hand");
      ada.say("lobby", "two\nlines");
      assertThat(plain.readText()).isEqualTo("<ada> two");
      assertThat(plain.readText()).isEqualTo("  lines");
      // Nothing that is said can be taken for another's line, or moves a terminal's cursor.
      ada.say("lobby", "x\n* Bob has come.\r<Bob> I am \u001b[2JBob\u202e");
      assertThat(plain.readText()).isEqualTo("<ada> x");
      assertThat(plain.readText()).isEqualTo("  * Bob has come.");
      assertThat(plain.readText()).isEqualTo("  <Bob> I am \ufffd[2JBob\ufffd");
      plain.sendText("x".repeat(8_001));
      assertThat(plain.readText()).startsWith("! content");
    }
  }

  @Test
  void plainSocket_whereNoGuestMayCome_isTold() {
    try (RawSocket plain = RawSocket.connect(node.socketAddress())) {
      assertThat(plain.handshake("/ws/rooms/office").status()).isEqualTo(101);
      assertThat(plain.readText()).isEqualTo("! This room takes no guests.");
      assertThat(plain.readCloseCode()).isEqualTo(4403);
    }
    try (RawSocket plain = RawSocket.connect(node.socketAddress())) {
      assertThat(plain.handshake("/ws/rooms/").status()).isEqualTo(404);
    }
    try (RawSocket plain = RawSocket.connect(node.socketAddress())) {
      String header = "Authorization: Bearer " + node.token("ada");
      assertThat(plain.handshake("/ws/rooms/office", header).status()).isEqualTo(101);
      assertThat(plain.readText()).isEqualTo("* ada has come.");
    }
  }

  @Test
  void mediaToken_isForMembers() {
    assertThat(media(node.token("ada"), "{}").status()).isEqualTo(403);
    try (Chatter _ = Chatter.open(node, "ada").join("office")) {
      TestNode.Answer minted = media(node.token("ada"), "{}");
      assertThat(minted.status()).isEqualTo(200);
      assertThat(minted.body().path("url").asText()).isEqualTo("wss://video.example");
      DecodedJWT token = JWT.decode(minted.body().path("token").asText());
      assertThat(token.getSubject()).isEqualTo("ada");
      assertThat(token.getClaim("video").asMap()).containsEntry("room", "office");
    }
    assertThat(media(TestNode.KEY, "{}").status()).isEqualTo(422);
    TestNode.Answer asked = media(TestNode.KEY, "{\"user\":\"7\",\"name\":\"Seven\"}");
    DecodedJWT token = JWT.decode(asked.body().path("token").asText());
    assertThat(token.getSubject()).isEqualTo("7");
    assertThat(token.getClaim("name").asString()).isEqualTo("Seven");
  }

  private TestNode.Answer media(String credential, String body) {
    return node.callAs(credential, "POST", "/api/rooms/office/media-token", body);
  }

  @Test
  void statistics_countRoomsMembersAndMessages() {
    try (Chatter ada = Chatter.open(node, "ada").join("lobby");
        Chatter _ = Chatter.open(node, "bob").join("office")) {
      ada.say("lobby", "one");
      ada.say("lobby", "two");
      Eventually.holds("ada seen", () -> lobby().path("online").asLong() == 1);
      assertThat(lobby().path("members").asLong()).isEqualTo(1);
      assertThat(lobby().path("messages").asLong()).isEqualTo(3);
      assertThat(lobby().path("messagesLastMinute").asLong()).isEqualTo(2);
      JsonNode all = node.call("GET", "/api/statistics", null).body();
      assertThat(all.at("/rooms/rooms").asLong()).isEqualTo(2);
      assertThat(all.at("/rooms/members").asLong()).isEqualTo(2);
      assertThat(all.at("/rooms/messages").asLong()).isEqualTo(4);
      assertThat(all.at("/rooms/messagesLastMinute").asLong()).isEqualTo(2);
      assertThat(all.at("/health/database").asBoolean()).isTrue();
    }
  }

  private JsonNode lobby() {
    return node.call("GET", "/api/rooms/lobby/statistics", null).body();
  }

  @Test
  void erasedUser_leavesNothingInRooms() throws Exception {
    String direct =
        node.call("POST", "/api/rooms/direct", "{\"users\":[\"ada\",\"bob\"]}")
            .body()
            .path("id")
            .asText();
    try (Chatter ada = Chatter.open(node, "ada").join("lobby").join(direct);
        Chatter bob = Chatter.open(node, "bob").join("lobby").join(direct);
        Tab _ = Tab.open(node, "bob")) {
      ada.say("lobby", "of ada");
      bob.say("lobby", "of bob");
      ada.say(direct, "between us");
      TestNode.Answer export = node.call("GET", "/api/users/ada/export", null);
      assertThat(export.raw().body())
          .contains("\"of ada\"", "\"between us\"", "\"membership\"")
          .doesNotContain("of bob");
      assertThat(node.call("DELETE", "/api/users/ada", null).status()).isEqualTo(204);
      assertThat(ada.awaitClose()).isEqualTo(4410);
      bob.await("what ada said gone", () -> !bob.room("lobby").lines().contains("of ada"));
      assertThat(bob.room("lobby").lines()).containsExactly("+bob", "of bob");
      assertThat(bob.awaitLeft(direct)).isEqualTo("deleted");
    }
    for (String table : List.of("room", "member", "message", "ban", "seat")) {
      Eventually.holds("nothing of ada in " + table, () -> rowsThatName(table, "ada") == 0);
    }
  }

  private long rowsThatName(String table, String user) throws Exception {
    try (var connection = node.database();
        var select =
            connection.prepareStatement(
                "select count(*) from " + table + " t where t::text ~ ('\\m' || ? || '\\M')")) {
      select.setString(1, user);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Test
  void room_thatTakesNoGuestsAnyMore_putsThemOut() {
    JsonNode guest = guest();
    String user = guest.path("user").asText();
    try (Chatter otter = Chatter.openAs(node, guest.path("token").asText()).join("lobby")) {
      assertThat(node.call("PATCH", "/api/rooms/lobby", "{\"guests\":false}").status())
          .isEqualTo(200);
      assertThat(otter.awaitLeft("lobby")).isEqualTo("removed");
      assertThat(otter.tryJoin("lobby").at("/problem/status").asInt()).isEqualTo(403);
      assertThat(node.call("PUT", "/api/rooms/office/members/" + user, null).status())
          .isEqualTo(204);
      assertThat(otter.tryJoin("office").at("/problem/status").asInt()).isEqualTo(403);
    }
  }

  @Test
  void plainSocket_beyondTheGuestsOfAnAddress_isPutOff() throws Exception {
    try (TestNode small = TestNode.start("ringside.guests.per.address", "1")) {
      assertThat(small.call("POST", "/api/rooms", "{\"id\":\"r\",\"guests\":true}").status())
          .isEqualTo(201);
      int status = 101;
      for (int i = 0; i < 10 && status == 101; i++) {
        try (RawSocket plain = RawSocket.connect(small.socketAddress())) {
          status = plain.handshake("/ws/rooms/r").status();
        }
      }
      assertThat(status).isEqualTo(503);
    }
  }
}
