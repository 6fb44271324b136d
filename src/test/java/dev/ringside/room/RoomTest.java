package dev.ringside.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Chatter;
import dev.ringside.support.Eventually;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms over HTTP and over sockets, at one node. */
@Timeout(60)
class RoomTest {

  private static TestNode node;

  private String room = "";

  @BeforeAll
  static void start() throws Exception {
    node =
        TestNode.start(
            "ringside.room.grace.seconds", "0.6",
            "ringside.room.typing.seconds", "0.5",
            "ringside.room.messages.per.second", "0",
            "ringside.frames.per.second", "0");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void name() {
    room = "room-" + UUID.randomUUID();
  }

  private JsonNode make(String more) {
    TestNode.Answer answer =
        node.call("POST", "/api/rooms", "{\"id\":\"" + room + "\"" + more + "}");
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
    return answer.body();
  }

  private static TestNode.Answer as(
      String user, String method, String path, @Nullable String body) {
    return node.callAs(node.token(user), method, path, body);
  }

  private String path(String rest) {
    return "/api/rooms/" + room + rest;
  }

  @Test
  void room_isMadeNamedChangedAndDeleted() {
    JsonNode made = make("");
    assertThat(made.path("name").asText()).matches("[A-Z][a-z]+ [A-Z][a-z]+");
    assertThat(made.path("open").asBoolean()).isTrue();
    assertThat(made.path("revision").asLong()).isZero();
    assertThat(node.call("POST", "/api/rooms", "{\"id\":\"" + room + "\"}").status())
        .isEqualTo(409);
    TestNode.Answer changed =
        node.call("PATCH", path(""), "{\"name\":\"Lobby\",\"retentionSeconds\":86400}");
    assertThat(changed.body().path("name").asText()).isEqualTo("Lobby");
    assertThat(node.call("GET", path(""), null).body().path("retentionSeconds").asLong())
        .isEqualTo(86_400);
    assertThat(
            node.call("PATCH", path(""), "{\"retentionSeconds\":0}").body().has("retentionSeconds"))
        .isFalse();
    assertThat(node.call("DELETE", path(""), null).status()).isEqualTo(204);
    assertThat(node.call("GET", path(""), null).status()).isEqualTo(404);
    assertThat(node.call("DELETE", path(""), null).status()).isEqualTo(404);
  }

  @Test
  void room_withoutAnId_getsOneThatNobodyGuesses() {
    TestNode.Answer made = node.call("POST", "/api/rooms", "{}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().path("id").asText()).matches("[a-z2-9]{16}");
    assertThat(made.header("Location")).endsWith(made.body().path("id").asText());
  }

  @Test
  void message_isSaidOnceToAllAndKept() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room);
        Chatter bob = Chatter.open(node, "bob").join(room)) {
      JsonNode answer = ada.say(room, "hi", "m1");
      assertThat(answer.path("id").asText()).isEqualTo("m1");
      assertThat(ada.say(room, "hi again", "m1").path("id").asText()).isEqualTo("m1");
      assertThat(bob.say(room, "mine", "m1").path("id").asText()).isNotEqualTo("m1");
      bob.awaitLine(room, "mine");
      ada.awaitLine(room, "mine");
      assertThat(bob.room(room).lines()).containsExactly("+ada", "+bob", "hi", "mine");
      assertThat(ada.room(room).lines()).containsExactly("+ada", "+bob", "hi", "mine");
      JsonNode page = node.call("GET", path("/messages"), null).body();
      assertThat(page.path("messages")).hasSize(4);
      assertThat(page.path("more").asBoolean()).isFalse();
      assertThat(page.at("/messages/2/from/user").asText()).isEqualTo("ada");
      assertThat(page.at("/messages/2/kind").asText()).isEqualTo("chat");
    }
  }

  @Test
  void joined_isSaidOncePerPerson_andLeftOnlyAfterTheGrace() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room)) {
      Chatter first = Chatter.open(node, "bob").join(room);
      Chatter second = Chatter.open(node, "bob").join(room);
      ada.awaitOnline(room, "ada", "bob");
      first.close();
      ada.say(room, "still two");
      second.drop();
      ada.awaitOnline(room, "ada");
      second.connect();
      ada.awaitOnline(room, "ada", "bob");
      assertThat(ada.room(room).lines()).containsExactly("+ada", "+bob", "still two");
      second.close();
      ada.awaitLine(room, "-bob");
      assertThat(ada.room(room).lines()).containsExactly("+ada", "+bob", "still two", "-bob");
      ada.await("one member", () -> ada.presence(room).path("members").size() == 1);
    }
  }

  @Test
  void leave_endsTheMembershipInAllTabs() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room);
        Chatter first = Chatter.open(node, "bob").join(room);
        Chatter second = Chatter.open(node, "bob").join(room)) {
      first.leave(room);
      assertThat(second.awaitLeft(room)).isEqualTo("left");
      ada.awaitLine(room, "-bob");
      assertThat(first.say(room, "too late").at("/problem/status").asInt()).isEqualTo(403);
      ada.awaitOnline(room, "ada");
    }
  }

  @Test
  void resume_getsExactlyWhatWasMissed() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room);
        Chatter bob = Chatter.open(node, "bob").join(room)) {
      ada.say(room, "one");
      bob.awaitLine(room, "one");
      bob.drop();
      for (int i = 0; i < 300; i++) {
        ada.say(room, "m" + i);
        if (i == 150) {
          // Longer than the grace, in which bob is a member.
          bob.connect();
          bob.drop();
        }
      }
      bob.connect();
      bob.awaitLine(room, "m299");
      ada.awaitLine(room, "m299");
      bob.await("what ada has", () -> bob.room(room).lines().equals(ada.room(room).lines()));
    }
  }

  @Test
  void closedRoom_takesItsMembersOnly_andKeepsThem() throws Exception {
    make(",\"open\":false");
    assertThat(node.call("PUT", path("/members/bob"), "{\"name\":\"Bob B\"}").status())
        .isEqualTo(204);
    try (Chatter eve = Chatter.open(node, "eve")) {
      assertThat(eve.tryJoin(room).at("/problem/status").asInt()).isEqualTo(403);
      assertThat(eve.say(room, "psst").at("/problem/status").asInt()).isEqualTo(403);
    }
    assertThat(as("eve", "GET", path("/messages"), null).status()).isEqualTo(403);
    assertThat(as("eve", "GET", path(""), null).status()).isEqualTo(403);
    Chatter bob = Chatter.open(node, "bob").join(room);
    bob.say(room, "hello");
    bob.close();
    Eventually.holds(
        "bob away",
        () -> !as("bob", "GET", path("/members"), null).body().at("/members/0/online").asBoolean());
    Thread.sleep(1_200); // Longer than the grace: nothing must have happened.
    JsonNode member = as("bob", "GET", path("/members"), null).body().at("/members/0");
    assertThat(member.path("user").asText()).isEqualTo("bob");
    assertThat(member.path("name").asText()).isEqualTo("Bob B");
    assertThat(node.call("DELETE", path("/members/bob"), null).status()).isEqualTo(204);
    assertThat(as("bob", "GET", path("/messages"), null).status()).isEqualTo(403);
  }

  @Test
  void ban_putsOutAndKeepsOut() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room);
        Chatter bob = Chatter.open(node, "bob").join(room)) {
      assertThat(node.call("PUT", path("/bans/bob"), null).status()).isEqualTo(204);
      assertThat(bob.awaitLeft(room)).isEqualTo("banned");
      assertThat(bob.tryJoin(room).at("/problem/status").asInt()).isEqualTo(403);
      assertThat(as("bob", "GET", path("/messages"), null).status()).isEqualTo(403);
      ada.awaitLine(room, "-bob");
      assertThat(node.call("GET", path("/bans"), null).body().at("/users/0").asText())
          .isEqualTo("bob");
      assertThat(node.call("DELETE", path("/bans/bob"), null).status()).isEqualTo(204);
      assertThat(bob.tryJoin(room).path("type").asText()).isEqualTo("ok");
    }
  }

  @Test
  void ephemeralRoom_goesWithItsLastMember() throws Exception {
    make(",\"ephemeral\":true");
    Chatter ada = Chatter.open(node, "ada").join(room);
    ada.say(room, "soon gone");
    try (Chatter bob = Chatter.open(node, "bob").join(room)) {
      ada.close();
      bob.awaitLine(room, "-ada");
      bob.leave(room);
    }
    assertThat(node.call("GET", path(""), null).status()).isEqualTo(404);
    Eventually.holds(
        "no message left",
        () -> count("message m where not exists (select from room r where r.no = m.room)") == 0);
    Eventually.holds("nothing left to remove", () -> count("room_gone") == 0);
  }

  @Test
  void ephemeralRoom_goesWithItsLastConnection() {
    make(",\"ephemeral\":true");
    Chatter.open(node, "ada").join(room).close();
    Eventually.holds("no room", () -> node.call("GET", path(""), null).status() == 404);
  }

  private static long count(String from) throws Exception {
    try (var connection = node.database();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from " + from)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void directRoom_isTheSameWhoeverAsks() {
    String one = "1-" + room;
    String two = "2:%" + room;
    TestNode.Answer made =
        as(one, "POST", "/api/rooms/direct", "{\"users\":[\"" + two + "\",\"me\"]}");
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    String id = made.body().path("id").asText();
    assertThat(id)
        .isEqualTo(
            "direct:1%2D" + room.replace("-", "%2D") + "-2%3A%25" + room.replace("-", "%2D"));
    TestNode.Answer again =
        as(two, "POST", "/api/rooms/direct", "{\"users\":[\"" + two + "\",\"" + one + "\"]}");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().path("id").asText()).isEqualTo(id);
    assertThat(as("eve", "POST", "/api/rooms/direct", "{\"users\":[\"a\",\"b\"]}").status())
        .isEqualTo(403);
    try (Chatter first = Chatter.open(node, one).join(id);
        Chatter second = Chatter.open(node, two).join(id);
        Chatter eve = Chatter.open(node, "eve")) {
      first.say(id, "between us");
      second.awaitLine(id, "between us");
      assertThat(eve.tryJoin(id).at("/problem/status").asInt()).isEqualTo(403);
    }
  }

  @Test
  void mention_ringsOnceInTheSameTransaction() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room);
        Chatter _ = Chatter.open(node, "bob " + room);
        Chatter bob = Chatter.open(node, room).join(room);
        Tab tab = Tab.open(node, room)) {
      JsonNode said = ada.say(room, "ask @" + room + ", @ada or @nobody-" + room + "!", "m1");
      ada.say(room, "ask @" + room, "m1");
      Eventually.holds(
          "a ring",
          () ->
              node.call("GET", "/api/users/" + room + "/inbox", null).body().path("unread").asLong()
                  == 1);
      JsonNode rung =
          node.call("GET", "/api/users/" + room + "/notifications", null)
              .body()
              .at("/notifications/0");
      assertThat(rung.path("category").asText()).isEqualTo("mention");
      assertThat(rung.path("title").asText()).startsWith("ada mentioned you in ");
      assertThat(rung.at("/data/room").asText()).isEqualTo(room);
      assertThat(rung.at("/data/message").asText()).isEqualTo(said.path("id").asText());
      assertThat(node.call("GET", "/api/users/ada/inbox", null).body().path("unread").asLong())
          .isZero();
      JsonNode edited =
          as("ada", "PATCH", path("/messages/m1"), "{\"content\":\"never mind @" + room + "\"}")
              .body();
      assertThat(edited.path("editedAt").asText()).isNotEmpty();
      bob.awaitLine(room, "never mind @" + room);
      assertThat(
              node.call("GET", "/api/users/" + room + "/inbox", null)
                  .body()
                  .path("unread")
                  .asLong())
          .isEqualTo(1);
      tab.awaitRevision(1);
    }
  }

  @Test
  void message_isEditedAndDeletedByItsAuthorOnly() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room);
        Chatter bob = Chatter.open(node, "bob").join(room)) {
      ada.say(room, "teh", "m1");
      assertThat(as("bob", "PATCH", path("/messages/m1"), "{\"content\":\"no\"}").status())
          .isEqualTo(403);
      assertThat(as("bob", "DELETE", path("/messages/m1"), null).status()).isEqualTo(403);
      assertThat(
              ada.answerTo(
                      "{\"type\":\"edit\",\"room\":\""
                          + room
                          + "\",\"id\":\"m1\",\"content\":\"the\"}")
                  .path("type")
                  .asText())
          .isEqualTo("ok");
      bob.awaitLine(room, "the");
      assertThat(
              ada.answerTo("{\"type\":\"unsay\",\"room\":\"" + room + "\",\"id\":\"m1\"}")
                  .path("type")
                  .asText())
          .isEqualTo("ok");
      bob.await("it gone", () -> bob.room(room).said().isEmpty());
      assertThat(as("ada", "GET", path("/messages/m1"), null).status()).isEqualTo(404);
      assertThat(as("ada", "DELETE", path("/messages/m1"), null).status()).isEqualTo(204);
      // The retry of what was deleted since says nothing anew.
      assertThat(ada.say(room, "teh", "m1").path("id").asText()).isEqualTo("m1");
      assertThat(ada.room(room).said()).isEmpty();
    }
  }

  @Test
  void history_isReadInBothDirectionsAndAroundAMessage() {
    make("");
    for (int i = 0; i < 10; i++) {
      TestNode.Answer said =
          node.call(
              "POST",
              path("/messages"),
              "{\"content\":\"m" + i + "\",\"id\":\"i" + i + "\",\"user\":\"ada\"}");
      assertThat(said.status()).isEqualTo(201);
    }
    assertThat(contents("?limit=3")).containsExactly("m7", "m8", "m9", "more");
    assertThat(contents("?limit=3&before=i7")).containsExactly("m4", "m5", "m6", "more");
    assertThat(contents("?limit=3&before=i2")).containsExactly("m0", "m1");
    assertThat(contents("?limit=3&after=i4")).containsExactly("m5", "m6", "m7", "more");
    assertThat(contents("?limit=5&after=i6")).containsExactly("m7", "m8", "m9");
    assertThat(contents("?limit=4&around=i5")).containsExactly("m3", "m4", "m5", "m6", "more");
    assertThat(node.call("GET", path("/messages?before=none"), null).status()).isEqualTo(404);
    assertThat(node.call("GET", path("/messages?before=i1&after=i2"), null).status())
        .isEqualTo(422);
    assertThat(node.call("GET", path("/messages?limit=0"), null).status()).isEqualTo(422);
  }

  private List<String> contents(String query) {
    JsonNode page = node.call("GET", path("/messages" + query), null).body();
    List<String> found = new ArrayList<>();
    page.path("messages").forEach(each -> found.add(each.path("content").asText()));
    if (page.path("more").asBoolean()) {
      found.add("more");
    }
    return found;
  }

  @Test
  void notice_isSaidByNobody() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room)) {
      assertThat(node.call("POST", path("/messages"), "{\"content\":\"closing soon\"}").status())
          .isEqualTo(201);
      ada.awaitLine(room, "closing soon");
      JsonNode notice = ada.room(room).messages().getLast();
      assertThat(notice.path("kind").asText()).isEqualTo("notice");
      assertThat(notice.has("from")).isFalse();
    }
  }

  @Test
  void typing_isShownForAWhile_andEndsWithTheMessage() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room);
        Chatter bob = Chatter.open(node, "bob").join(room)) {
      bob.type(room);
      ada.await("bob typing", () -> ada.presence(room).at("/typing/0").asText().equals("bob"));
      ada.await("nobody typing", () -> ada.presence(room).path("typing").isEmpty());
      bob.type(room);
      bob.say(room, "done");
      ada.awaitLine(room, "done");
      ada.await("nobody typing", () -> ada.presence(room).path("typing").isEmpty());
    }
  }

  @Test
  void oldMessages_areDeletedBeforeOpenPages() {
    make(",\"retentionSeconds\":1");
    try (Chatter ada = Chatter.open(node, "ada").join(room)) {
      ada.say(room, "short-lived");
      ada.awaitLine(room, "short-lived");
      ada.await("it gone", () -> ada.room(room).lines().isEmpty());
      ada.say(room, "another");
      ada.awaitLine(room, "another");
      ada.await("it gone", () -> ada.room(room).lines().isEmpty());
    }
  }

  @Test
  void deletedRoom_tellsThoseWhoAreInIt() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room)) {
      assertThat(node.call("DELETE", path(""), null).status()).isEqualTo(204);
      assertThat(ada.awaitLeft(room)).isEqualTo("deleted");
      assertThat(ada.say(room, "anybody?").at("/problem/status").asInt()).isEqualTo(404);
    }
  }

  @Test
  void owner_mayWhatOthersMayNot() {
    assertThat(as("ada", "POST", "/api/rooms", "{\"id\":\"" + room + "\"}").status())
        .isEqualTo(201);
    assertThat(as("bob", "PATCH", path(""), "{\"name\":\"Mine\"}").status()).isEqualTo(403);
    assertThat(as("ada", "PATCH", path(""), "{\"name\":\"Mine\"}").status()).isEqualTo(200);
    try (Chatter bob = Chatter.open(node, "bob").join(room)) {
      bob.say(room, "rude", "m1");
      assertThat(as("ada", "DELETE", path("/messages/m1"), null).status()).isEqualTo(204);
      assertThat(as("ada", "PUT", path("/bans/bob"), null).status()).isEqualTo(204);
      assertThat(bob.awaitLeft(room)).isEqualTo("banned");
      assertThat(as("bob", "GET", "/api/rooms", null).body().path("rooms")).isEmpty();
    }
    assertThat(as("ada", "DELETE", path(""), null).status()).isEqualTo(204);
  }

  @Test
  void clear_deletesAllThatWasSaid() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room)) {
      for (int i = 0; i < 300; i++) {
        CompletableFuture<JsonNode> _ = ada.saySoon(room, "m" + i, "i" + i);
      }
      ada.awaitLine(room, "m299");
      assertThat(node.call("DELETE", path("/messages"), null).status()).isEqualTo(204);
      ada.await("nothing left", () -> ada.room(room).lines().isEmpty());
      assertThat(node.call("GET", path(""), null).body().path("messages").asLong()).isZero();
    }
  }

  @Test
  void badInput_isNamed_andLosesNothing() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room)) {
      assertThat(ada.say(room, " ").at("/problem/errors/0/field").asText()).isEqualTo("content");
      assertThat(ada.say(room, "x".repeat(8_001)).at("/problem/status").asInt()).isEqualTo(422);
      assertThat(ada.say(room, "x", "y".repeat(65)).at("/problem/errors/0/field").asText())
          .isEqualTo("id");
      assertThat(ada.tryJoin("no-" + room).at("/problem/status").asInt()).isEqualTo(404);
      assertThat(ada.answerTo("{\"type\":\"say\",\"content\":\"x\"}").at("/problem/status").asInt())
          .isEqualTo(400);
      assertThat(
              ada.answerTo("{\"type\":\"typing\",\"room\":\"no-" + room + "\"}")
                  .at("/problem/status")
                  .asInt())
          .isEqualTo(403);
      ada.say(room, "still here");
      ada.awaitLine(room, "still here");
    }
    for (String body :
        List.of(
            "{\"id\":\"a:b\"}",
            "{\"id\":\"\"}",
            "{\"id\":\"direct\"}",
            "{\"name\":\"\"}",
            "{\"retentionSeconds\":0}",
            "{\"open\":false,\"guests\":true}")) {
      assertThat(node.call("POST", "/api/rooms", body).status()).as(body).isEqualTo(422);
    }
    assertThat(node.call("POST", "/api/rooms", "{\"colour\":1}").status()).isEqualTo(400);
    assertThat(node.call("POST", "/api/rooms/direct", "{\"users\":[\"1\"]}").status())
        .isEqualTo(422);
    assertThat(node.call("POST", "/api/rooms/direct", "{\"users\":[\"1\",\"1\"]}").status())
        .isEqualTo(422);
  }

  /** One that cannot be must not be taken into a batch with others. */
  @Test
  void nullRoom_isNamed_andHurtsNobodyElse() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room);
        Chatter eve = Chatter.open(node, "eve")) {
      List<CompletableFuture<JsonNode>> said = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        for (String message :
            List.of(
                "{\"type\":\"join\",\"room\":null}",
                "{\"type\":\"unsay\",\"room\":\"" + room + "\",\"id\":null}",
                "{\"type\":\"say\",\"room\":\"\\u0000\",\"content\":\"x\"}")) {
          CompletableFuture<JsonNode> _ = eve.askSoon(message);
        }
        said.add(ada.saySoon(room, "m" + i, "i" + i));
      }
      said.forEach(each -> assertThat(each.join().path("type").asText()).isEqualTo("ok"));
      JsonNode refused = eve.answerTo("{\"type\":\"join\",\"room\":null}");
      assertThat(refused.at("/problem/status").asInt()).isEqualTo(400);
      assertThat(refused.at("/problem/errors/0/field").asText()).isEqualTo("room");
    }
    assertThat(node.call("GET", "/api/rooms/%00", null).status()).isEqualTo(404);
    assertThat(node.call("GET", path("/messages/%00"), null).status()).isEqualTo(404);
    assertThat(node.call("DELETE", path("/messages/%00"), null).status()).isEqualTo(404);
  }

  @Test
  void banned_changesNothingThatWasSaid_andIsNotRung() {
    make("");
    try (Chatter ada = Chatter.open(node, "ada").join(room);
        Chatter bob = Chatter.open(node, "bob-" + room).join(room)) {
      bob.say(room, "once", "m1");
      assertThat(node.call("PUT", path("/bans/bob-" + room), null).status()).isEqualTo(204);
      bob.awaitLeft(room);
      assertThat(
              as("bob-" + room, "PATCH", path("/messages/m1"), "{\"content\":\"@ada\"}").status())
          .isEqualTo(403);
      assertThat(as("bob-" + room, "DELETE", path("/messages/m1"), null).status()).isEqualTo(403);
      ada.say(room, "where is @bob-" + room);
      ada.awaitLine(room, "where is @bob-" + room);
      assertThat(
              node.call("GET", "/api/users/bob-" + room + "/inbox", null)
                  .body()
                  .path("unread")
                  .asLong())
          .isZero();
    }
  }

  @Test
  void closedRoom_keepsWhoWasIn() throws Exception {
    make("");
    try (Chatter bob = Chatter.open(node, "bob-" + room).join(room);
        Chatter eve = Chatter.open(node, "eve")) {
      assertThat(node.call("PATCH", path(""), "{\"open\":false}").status()).isEqualTo(200);
      bob.drop();
      Thread.sleep(1_200); // Longer than the grace: nothing must have happened.
      bob.connect();
      assertThat(eve.tryJoin(room).at("/problem/status").asInt()).isEqualTo(403);
      assertThat(bob.room(room).lines()).containsExactly("+bob-" + room);
    }
  }

  @Test
  void closedRoom_takesItsOwner() {
    assertThat(as("ada", "POST", "/api/rooms", "{\"id\":\"" + room + "\",\"open\":false}").status())
        .isEqualTo(201);
    assertThat(as("ada", "GET", "/api/rooms?limit=1000", null).body().toString()).contains(room);
    try (Chatter ada = Chatter.open(node, "ada").join(room)) {
      ada.say(room, "mine");
      ada.awaitLine(room, "mine");
    }
  }
}
