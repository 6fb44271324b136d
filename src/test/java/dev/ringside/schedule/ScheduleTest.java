package dev.ringside.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notifications that are delivered later, over real nodes. */
class ScheduleTest {

  private static final AtomicInteger users = new AtomicInteger();

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String someone() {
    return "later-" + users.incrementAndGet();
  }

  private static JsonNode later(String user, String fields, String... headers) {
    TestNode.Answer answer = node.publish(user, "{\"title\":\"later\"," + fields + "}", headers);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
    return answer.body();
  }

  private static JsonNode kept(String user) {
    return node.call("GET", "/api/users/" + user + "/scheduled", null).body().path("scheduled");
  }

  private static JsonNode list(String user) {
    return node.call("GET", "/api/users/" + user + "/notifications", null)
        .body()
        .path("notifications");
  }

  @ParameterizedTest
  @CsvSource({"new", "known"})
  void callAtOnceAndLater_atTheSameMoment_isOne(String kind) {
    for (int round = 0; round < 30; round++) {
      String user = someone();
      if (kind.equals("known")) {
        assertThat(node.publish(user, "{\"title\":\"before\"}").status()).isEqualTo(201);
      }
      List<CompletableFuture<TestNode.Answer>> calls = new ArrayList<>();
      for (String fields : List.of("", ",\"deliverAfterSeconds\":600")) {
        String body = "{\"title\":\"one\"" + fields + "}";
        calls.add(
            CompletableFuture.supplyAsync(
                () -> node.publish(user, body, "Idempotency-Key", "call"),
                Thread::startVirtualThread));
      }

      List<Integer> statuses = calls.stream().map(call -> call.join().status()).toList();
      assertThat(statuses).as(user).containsOnlyOnce(200);
      int before = kind.equals("known") ? 1 : 0;
      assertThat(list(user).size() + kept(user).size()).as(user).isEqualTo(before + 1);
    }
  }

  @Test
  void due_isDeliveredToTheTabWithItsId() {
    String user = someone();
    try (Tab tab = Tab.open(node, user)) {
      JsonNode answer = later(user, "\"deliverAfterSeconds\":1");
      assertThat(answer.path("user").asText()).isEqualTo(user);
      assertThat(list(user)).isEmpty();

      tab.awaitRevision(1);
      tab.awaitEqual(node, user);

      JsonNode delivered = list(user).get(0);
      assertThat(delivered.path("id").asText()).isEqualTo(answer.path("id").asText());
      assertThat(Instant.parse(delivered.path("createdAt").asText()))
          .isAfterOrEqualTo(Instant.parse(answer.path("deliverAt").asText()));
      assertThat(kept(user)).isEmpty();
    }
  }

  @Test
  void time_mayBeNamed() {
    String user = someone();
    Instant time = Instant.now().plus(Duration.ofHours(2));

    JsonNode answer = later(user, "\"deliverAt\":\"" + time + "\"");

    assertThat(Instant.parse(answer.path("deliverAt").asText()).toEpochMilli())
        .isEqualTo(time.toEpochMilli());
    assertThat(kept(user).get(0).path("title").asText()).isEqualTo("later");
    assertThat(kept(user).get(0).path("id")).isEqualTo(answer.path("id"));
    String path = "/api/users/" + user + "/scheduled/" + answer.path("id").asText();
    assertThat(node.call("GET", path, null).body()).isEqualTo(kept(user).get(0));
  }

  @Test
  void timeThatIsOver_isNow() {
    String user = someone();
    JsonNode answer = later(user, "\"deliverAt\":\"2020-01-01T00:00:00Z\"");
    Eventually.holds("delivery", () -> list(user).size() == 1);
    assertThat(list(user).get(0).path("id")).isEqualTo(answer.path("id"));
    assertThat(node.publish(someone(), "{\"title\":\"x\",\"deliverAfterSeconds\":0}").status())
        .isEqualTo(201);
  }

  @Test
  void sameKey_movesAndReplaces() {
    String user = someone();
    JsonNode first = later(user, "\"key\":\"k\",\"deliverAfterSeconds\":3600");
    JsonNode second = later(user, "\"key\":\"k\",\"content\":\"new\",\"deliverAfterSeconds\":1");

    assertThat(second.path("id")).isEqualTo(first.path("id"));
    Eventually.holds("delivery", () -> list(user).size() == 1);
    assertThat(list(user).get(0).path("content").asText()).isEqualTo("new");
    assertThat(kept(user)).isEmpty();
  }

  @Test
  void publishOfItsKey_takesItsPlace() {
    String user = someone();
    later(user, "\"key\":\"k\",\"deliverAfterSeconds\":3600");
    later(user, "\"key\":\"other\",\"deliverAfterSeconds\":3600");

    node.publish(user, "{\"title\":\"now\",\"key\":\"k\"}");

    assertThat(kept(user)).hasSize(1);
    assertThat(kept(user).get(0).path("key").asText()).isEqualTo("other");
    assertThat(list(user)).hasSize(1);
  }

  @Test
  void keyThatStands_isReplacedWhenItIsDue() {
    String user = someone();
    JsonNode standing = node.publish(user, "{\"title\":\"now\",\"key\":\"k\"}").body();

    later(user, "\"key\":\"k\",\"deliverAfterSeconds\":1");

    Eventually.holds("a replacement", () -> list(user).get(0).path("revision").asInt() == 2);
    assertThat(list(user)).hasSize(1);
    assertThat(list(user).get(0).path("id")).isEqualTo(standing.path("id"));
  }

  @Test
  void cancelled_isNotDelivered() {
    String user = someone();
    String id = later(user, "\"deliverAfterSeconds\":1").path("id").asText();
    later(user, "\"key\":\"a/b\",\"deliverAfterSeconds\":1");
    String path = "/api/users/" + user + "/scheduled/";

    assertThat(node.call("DELETE", path + id, null).status()).isEqualTo(204);
    assertThat(node.call("DELETE", path + "by-key/a%2Fb", null).status()).isEqualTo(204);
    assertThat(node.call("DELETE", path + id, null).status()).isEqualTo(404);
    assertThat(node.call("DELETE", path + "by-key/a%2Fb", null).status()).isEqualTo(404);
    // What was due after them has come, so they would have come as well.
    later(user, "\"content\":\"last\",\"deliverAfterSeconds\":2");
    Eventually.holds("the last", () -> !list(user).isEmpty());

    assertThat(list(user)).hasSize(1);
    assertThat(list(user).get(0).path("content").asText()).isEqualTo("last");
  }

  @Test
  void sameCallAgain_isKeptOnce() {
    String user = someone();

    JsonNode first = later(user, "\"deliverAfterSeconds\":3600", "Idempotency-Key", "call");
    TestNode.Answer again =
        node.publish(
            user, "{\"title\":\"later\",\"deliverAfterSeconds\":3600}", "Idempotency-Key", "call");

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first);
    assertThat(kept(user)).hasSize(1);
  }

  @Test
  void listOfUsers_isKeptForEach() {
    String one = someone();
    String other = someone();
    String body =
        "{\"users\":[\"%s\",\"%s\",\"me\"],\"notification\":{\"title\":\"x\",\"deliverAfterSeconds\":3600}}"
            .formatted(one, other);

    JsonNode results = node.call("POST", "/api/notifications", body).body().path("results");

    assertThat(results.get(0).has("deliverAt")).isTrue();
    assertThat(results.get(1).has("deliverAt")).isTrue();
    assertThat(results.get(2).path("problem").path("status").asInt()).isEqualTo(422);
    assertThat(kept(other)).hasSize(1);
  }

  @Test
  void expiryBeforeItIsDue_delivesNothing() throws SQLException {
    String user = someone();
    later(user, "\"ttlSeconds\":1,\"deliverAfterSeconds\":1");
    // It counts from the delivery, so that one lives.
    Eventually.holds("delivery", () -> list(user).size() == 1);
    Eventually.holds("expiry", () -> list(user).isEmpty());
  }

  @Test
  void erasedUser_getsNothingLater() {
    String user = someone();
    later(user, "\"deliverAfterSeconds\":3600");

    node.call("DELETE", "/api/users/" + user, null);

    assertThat(kept(user)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"deliverAt\":\"2099-01-01T00:00:00Z\" | deliverAt",
        "\"deliverAt\":\"tomorrow\" | deliverAt",
        "\"deliverAfterSeconds\":31536001 | deliverAfterSeconds",
        "\"deliverAfterSeconds\":-1 | deliverAfterSeconds",
        "\"deliverAt\":\"2020-01-01T00:00:00Z\",\"deliverAfterSeconds\":1 | deliverAfterSeconds"
      })
  void badTimes_areRefused(String fields, String field) {
    TestNode.Answer answer = node.publish("bad", "{\"title\":\"x\"," + fields + "}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("errors").get(0).path("field").asText()).isEqualTo(field);
  }

  @Test
  void users_seeNothingOfIt() {
    String token = node.token("nosy");

    assertThat(node.callAs(token, "GET", "/api/users/me/scheduled", null).status()).isEqualTo(403);
    assertThat(
            node.callAs(token, "DELETE", "/api/users/me/scheduled/" + UUID.randomUUID(), null)
                .status())
        .isEqualTo(403);
  }

  @Test
  void severalNodes_deliverOnce() throws SQLException {
    String schema = TestPostgres.freshSchema();
    try (TestNode one = TestNode.startIn(schema, "ringside.broker", "postgres");
        TestNode other = TestNode.startIn(schema, "ringside.broker", "postgres");
        Tab tab = Tab.open(other, "u")) {
      int all = 200;
      for (int i = 0; i < all; i++) {
        String body = "{\"title\":\"" + i + "\",\"deliverAfterSeconds\":1}";
        assertThat((i % 2 == 0 ? one : other).publish("u", body).status()).isEqualTo(202);
      }

      tab.awaitRevision(all);
      tab.awaitEqual(one, "u");
      assertThat(tab.model().position().revision()).isEqualTo(all);
    }
  }
}
