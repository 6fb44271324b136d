package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP contract, call by call, at a real node. */
class ApiTest {

  private static final String SECRET = "a-secret-of-32-bytes-or-more-for-tests";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
  private static final AtomicInteger users = new AtomicInteger();

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node =
        TestNode.start("ringside.token.secret", SECRET, "ringside.events.comment.seconds", "0.3");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** A user that nothing was sent to yet. */
  private static String someone() {
    return "user-" + users.incrementAndGet();
  }

  private static String path(String user, String rest) {
    return "/api/users/" + TestNode.encode(user) + "/" + rest;
  }

  private static Answer get(String user, String rest) {
    return node.call("GET", path(user, rest), null);
  }

  private static Answer post(String user, String rest, String body) {
    return node.call("POST", path(user, rest), body);
  }

  private static String publishId(String user, String body) {
    return node.publish(user, body).body().path("id").asText();
  }

  private static void assertProblem(Answer answer, int status) {
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    assertThat(answer.body().path("type").asText()).startsWith("/problems/");
    assertThat(answer.body().path("title").asText()).isNotBlank();
    assertThat(answer.body().path("detail").asText()).isNotBlank();
  }

  private static List<String> titles(JsonNode list) {
    List<String> titles = new ArrayList<>();
    list.path("notifications").forEach(each -> titles.add(each.path("title").asText()));
    return titles;
  }

  private static void assertInbox(String user, long revision, long unread) {
    JsonNode inbox = get(user, "inbox").body();
    assertThat(inbox.path("revision").asLong()).isEqualTo(revision);
    assertThat(inbox.path("unread").asLong()).isEqualTo(unread);
  }

  @Test
  void publish_answersTheNotificationAndWhereItIs() {
    String user = someone();
    Answer answer =
        node.publish(
            user,
            """
            {"style":"success","title":"Export ready","content":"1,204 rows","link":"/exports/7",
             "data":{"rows":1204,"ratio":1.50},"category":"exports","key":"export-7","progress":100,
             "ttlSeconds":3600}\
            """);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    JsonNode made = answer.body();
    List<String> names = new ArrayList<>();
    made.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactlyInAnyOrder(
            "id",
            "user",
            "revision",
            "rang",
            "style",
            "title",
            "content",
            "link",
            "data",
            "category",
            "key",
            "progress",
            "createdAt",
            "updatedAt",
            "expiresAt");
    assertThat(UUID.fromString(made.path("id").asText()).version()).isEqualTo(7);
    assertThat(made.path("user").asText()).isEqualTo(user);
    assertThat(made.path("revision").asLong()).isEqualTo(1);
    assertThat(made.path("rang").asLong()).isEqualTo(1);
    assertThat(made.path("style").asText()).isEqualTo("success");
    assertThat(made.path("progress").isInt()).isTrue();
    assertThat(answer.raw().body()).contains("\"data\":{\"rows\":1204,\"ratio\":1.50}");
    assertThat(made.path("createdAt").asText()).matches(TIME);
    assertThat(made.path("expiresAt").asText()).matches(TIME);
    assertThat(answer.header("Location")).endsWith("/notifications/" + made.path("id").asText());
    assertThat(node.call("GET", answer.header("Location"), null).body()).isEqualTo(made);
  }

  @Test
  void publish_ofContentAlone_isInfo() {
    JsonNode made = node.publish(someone(), "{\"content\":\"c\"}").body();

    assertThat(made.path("style").asText()).isEqualTo("info");
    assertThat(made.has("title")).isFalse();
    assertThat(made.has("readAt")).isFalse();
  }

  static List<String> strangeUsers() {
    return List.of(
        "a/b",
        "..",
        ".",
        "ü",
        "a b",
        "100%",
        "a?b#c",
        "😀",
        "..;x",
        "a+b",
        "//",
        "{x}",
        "x".repeat(128),
        "😀".repeat(128),
        "ME",
        "-");
  }

  @ParameterizedTest
  @MethodSource("strangeUsers")
  void user_ofStrangeCharacters_isReachedEverywhere(String user) throws IOException {
    Answer made = node.publish(user, "{\"title\":\"t\"}");
    assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
    assertThat(made.body().path("user").asText()).isEqualTo(user);

    String location = made.header("Location");
    assertThat(location).matches("/api/users/[^/]+/notifications/[-0-9a-f]{36}");
    Wire.Reply found;
    try (Wire wire = new Wire(node.ringside().httpAddress())) {
      found =
          wire.say(
                  "GET "
                      + location
                      + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + TestNode.KEY
                      + "\r\n\r\n")
              .reply();
    }
    assertThat(found.status()).isEqualTo(200);
    assertThat(TestNode.json(found.body())).isEqualTo(made.body());

    String token = node.token(user);
    assertThat(node.callAs(token, "GET", "/api/users/me/inbox", null).body().path("unread").asInt())
        .isEqualTo(1);
    assertThat(node.callAs(token, "GET", path(user, "inbox"), null).status()).isEqualTo(200);
    assertThat(post(user, "notifications/read", "{\"through\":1}").body().path("unread").asInt())
        .isZero();
    assertThat(node.call("DELETE", "/api/users/" + TestNode.encode(user), null).status())
        .isEqualTo(204);
  }

  @Test
  void idempotencyKey_again_isTheFirstAnswerWhateverBecameOfIt() {
    String user = someone();
    String[] call = {"Idempotency-Key", "call 1"};
    Answer first = node.publish(user, "{\"title\":\"a\",\"key\":\"k\"}", call);
    assertThat(first.status()).isEqualTo(201);

    Answer second = node.publish(user, "{\"title\":\"other\"}", call);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.raw().body()).isEqualTo(first.raw().body());

    node.publish(user, "{\"title\":\"b\",\"key\":\"k\"}");
    assertThat(node.publish(user, "{\"title\":\"a\"}", call).raw().body())
        .isEqualTo(first.raw().body());

    node.call("DELETE", path(user, "notifications/" + first.body().path("id").asText()), null);
    assertThat(node.publish(user, "{\"title\":\"a\"}", call).raw().body())
        .isEqualTo(first.raw().body());
    assertInbox(user, 3, 0);
  }

  @Test
  void idempotencyKey_isOfOneUser() {
    String[] call = {"Idempotency-Key", "shared"};

    assertThat(node.publish(someone(), "{\"title\":\"a\"}", call).status()).isEqualTo(201);
    assertThat(node.publish(someone(), "{\"title\":\"a\"}", call).status()).isEqualTo(201);
  }

  @Test
  void key_inUse_replacesWholeAndInPlace() {
    String user = someone();
    Answer first =
        node.publish(user, "{\"title\":\"a\",\"content\":\"c\",\"key\":\"k\",\"style\":\"error\"}");
    node.publish(user, "{\"title\":\"between\"}");
    post(user, "notifications/read", "{\"through\":2}");

    Answer second = node.publish(user, "{\"title\":\"b\",\"key\":\"k\"}");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body().path("id")).isEqualTo(first.body().path("id"));
    assertThat(second.body().has("content")).isFalse();
    assertThat(second.body().has("readAt")).isFalse();
    assertThat(second.body().path("style").asText()).isEqualTo("info");
    assertThat(second.body().path("revision").asLong()).isEqualTo(5);
    assertThat(second.body().path("rang").asLong()).isEqualTo(5);
    assertThat(titles(get(user, "notifications").body())).containsExactly("b", "between");
    assertInbox(user, 5, 1);

    assertThat(node.publish(user, "{\"title\":\"b\",\"key\":\"k\"}").body())
        .isEqualTo(second.body());
    assertInbox(user, 5, 1);
  }

  @Test
  void key_inUse_replacedQuietly_staysReadAndInItsPlace() {
    String user = someone();
    node.publish(user, "{\"title\":\"a\",\"key\":\"k\"}");
    node.publish(user, "{\"title\":\"between\"}");
    post(user, "notifications/read", "{\"through\":2}");

    Answer quiet = node.publish(user, "{\"title\":\"b\",\"key\":\"k\",\"quiet\":true}");
    assertThat(quiet.body().path("rang").asLong()).isEqualTo(1);
    assertThat(quiet.body().has("readAt")).isTrue();
    Answer progress = node.publish(user, "{\"title\":\"b\",\"key\":\"k\",\"progress\":7}");
    assertThat(progress.body().path("rang").asLong()).isEqualTo(1);
    assertThat(progress.body().path("progress").asInt()).isEqualTo(7);
    assertThat(titles(get(user, "notifications").body())).containsExactly("between", "b");
    assertInbox(user, 6, 0);
  }

  @Test
  void put_byKey_makesThenReplaces() {
    String user = someone();
    String path = path(user, "notifications/by-key/" + TestNode.encode("a/b ü"));

    Answer made = node.call("PUT", path, "{\"title\":\"a\"}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().path("key").asText()).isEqualTo("a/b ü");
    assertThat(made.header("Location")).contains(made.body().path("id").asText());
    Answer again = node.call("PUT", path, "{\"title\":\"b\",\"key\":\"a/b ü\"}");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().path("id")).isEqualTo(made.body().path("id"));
    Answer other = node.call("PUT", path, "{\"title\":\"b\",\"key\":\"other\"}");
    assertProblem(other, 422);
    assertThat(other.body().path("errors").path(0).path("field").asText()).isEqualTo("key");
  }

  @Test
  void publish_toMany_answersEachInOrder() {
    String a = someone();
    String b = someone();
    Answer answer =
        node.callAs(
            TestNode.KEY,
            "POST",
            "/api/notifications",
            "{\"users\":[\"" + a + "\",\"me\",\"" + b + "\"],\"notification\":{\"title\":\"t\"}}",
            "Idempotency-Key",
            "many");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode results = answer.body().path("results");
    assertThat(results).hasSize(3);
    assertThat(results.path(0).path("user").asText()).isEqualTo(a);
    assertThat(results.path(0).path("revision").asLong()).isEqualTo(1);
    assertThat(results.path(0).path("id").asText()).hasSize(36);
    assertThat(results.path(0).has("problem")).isFalse();
    assertThat(results.path(1).path("user").asText()).isEqualTo("me");
    assertThat(results.path(1).path("problem").path("status").asInt()).isEqualTo(422);
    assertThat(results.path(1).has("id")).isFalse();
    assertThat(results.path(2).path("user").asText()).isEqualTo(b);
    assertInbox(a, 1, 1);
    assertInbox(b, 1, 1);
  }

  @Test
  void list_goesPageByPageInTheOrderOfRang() {
    String user = someone();
    for (int i = 1; i <= 7; i++) {
      node.publish(user, "{\"title\":\"n" + i + "\",\"key\":\"k" + i + "\"}");
    }
    node.publish(user, "{\"title\":\"n1 again\",\"key\":\"k1\"}");

    List<String> seen = new ArrayList<>();
    String next = path(user, "notifications?limit=3");
    int pages = 0;
    while (!next.isEmpty()) {
      Answer page = node.call("GET", next, null);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body().path("revision").asLong()).isEqualTo(8);
      assertThat(page.body().path("epoch").asText()).isNotEmpty();
      seen.addAll(titles(page.body()));
      String link = page.header("Link");
      assertThat(page.body().path("more").asBoolean()).isEqualTo(!link.isEmpty());
      next = link.isEmpty() ? "" : link.replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
      pages++;
    }
    assertThat(pages).isEqualTo(3);
    assertThat(seen).containsExactly("n1 again", "n7", "n6", "n5", "n4", "n3", "n2");
  }

  @Test
  void list_ofExactlyOnePage_hasNoNext() {
    String user = someone();
    node.publish(user, "{\"title\":\"a\"}");
    node.publish(user, "{\"title\":\"b\"}");

    Answer page = get(user, "notifications?limit=2");
    assertThat(page.header("Link")).isEmpty();
    assertThat(page.body().path("more").asBoolean()).isFalse();
  }

  @Test
  void list_isFilteredByUnreadAndCategory_andItsNextKeepsTheFilter() {
    String user = "filter/" + someone();
    for (int i = 1; i <= 4; i++) {
      node.publish(user, "{\"title\":\"x" + i + "\",\"category\":\"a&b\"}");
      node.publish(user, "{\"title\":\"y" + i + "\"}");
    }
    post(user, "notifications/read", "{\"through\":4}");

    assertThat(titles(get(user, "notifications?unread=true").body()))
        .containsExactly("y4", "x4", "y3", "x3");
    assertThat(titles(get(user, "notifications?category=a%26b").body()))
        .containsExactly("x4", "x3", "x2", "x1");
    assertThat(titles(get(user, "notifications?unread=&category=&limit=2").body()))
        .containsExactly("y4", "x4");
    Answer first = get(user, "notifications?unread=true&category=a%26b&limit=1");
    assertThat(titles(first.body())).containsExactly("x4");
    Answer second =
        node.call("GET", first.header("Link").replaceFirst("^<(.*)>; rel=\"next\"$", "$1"), null);
    assertThat(titles(second.body())).containsExactly("x3");
    assertThat(second.body().path("more").asBoolean()).isFalse();
  }

  @Test
  void inbox_inWhichNothingEverWas_isEmptyAndCostsNothing() {
    String user = someone();

    assertThat(get(user, "inbox").raw().body())
        .isEqualTo("{\"epoch\":\"-\",\"revision\":0,\"unread\":0,\"online\":0}");
    assertThat(get(user, "notifications").raw().body())
        .isEqualTo("{\"epoch\":\"-\",\"revision\":0,\"notifications\":[],\"more\":false}");
    assertThat(post(user, "notifications/read", "{\"through\":5}").raw().body())
        .isEqualTo("{\"revision\":0,\"unread\":0}");
    assertThat(get(user, "inbox").body().path("epoch").asText()).isEqualTo("-");
  }

  @Test
  void get_ofAnUnknownOne_is404() {
    String user = someone();
    String id = publishId(user, "{\"title\":\"a\"}");

    assertProblem(get(user, "notifications/" + UUID.randomUUID()), 404);
    assertProblem(get(user, "notifications/nonsense"), 404);
    assertProblem(get(someone(), "notifications/" + id), 404);
    node.call("DELETE", path(user, "notifications/" + id), null);
    assertProblem(get(user, "notifications/" + id), 404);
  }

  @Test
  void changes_withoutAPosition_areASnapshot() {
    String user = someone();
    node.publish(user, "{\"title\":\"a\"}");
    node.publish(user, "{\"title\":\"b\"}");

    JsonNode frame = get(user, "changes").body();
    assertThat(frame.path("type").asText()).isEqualTo("inbox");
    assertThat(frame.path("reset").asBoolean()).isTrue();
    assertThat(frame.path("since").asLong()).isZero();
    assertThat(frame.path("revision").asLong()).isEqualTo(2);
    assertThat(frame.path("unread").asLong()).isEqualTo(2);
    assertThat(frame.path("changes")).hasSize(2);
    assertThat(frame.path("changes").path(0).path("notification").path("title").asText())
        .isEqualTo("b");
  }

  @Test
  void changes_sinceAPosition_areWhatWasMissed() {
    String user = someone();
    String first = publishId(user, "{\"title\":\"a\"}");
    String epoch = get(user, "inbox").body().path("epoch").asText();
    node.publish(user, "{\"title\":\"b\"}");
    node.call("DELETE", path(user, "notifications/" + first), null);

    JsonNode frame = get(user, "changes?epoch=" + epoch + "&since=1").body();
    assertThat(frame.has("reset")).isFalse();
    assertThat(frame.path("since").asLong()).isEqualTo(1);
    assertThat(frame.path("revision").asLong()).isEqualTo(3);
    assertThat(frame.path("changes").path(0).path("op").asText()).isEqualTo("put");
    assertThat(frame.path("changes").path(1).path("op").asText()).isEqualTo("delete");
    assertThat(frame.path("changes").path(1).path("ids").path(0).asText()).isEqualTo(first);

    JsonNode nothing = get(user, "changes?epoch=" + epoch + "&since=3").body();
    assertThat(nothing.path("changes")).isEmpty();
    assertThat(nothing.path("since").asLong()).isEqualTo(3);
    assertThat(nothing.path("revision").asLong()).isEqualTo(3);
    for (String other : List.of("epoch=other&since=1", "epoch=" + epoch + "&since=99")) {
      assertThat(get(user, "changes?" + other).body().path("reset").asBoolean()).isTrue();
    }
  }

  @Test
  void changes_waiting_answerWhenThereIsSomething() throws Exception {
    String user = someone();
    node.publish(user, "{\"title\":\"a\"}");
    String epoch = get(user, "inbox").body().path("epoch").asText();
    var waiting =
        CompletableFuture.supplyAsync(
            () -> get(user, "changes?epoch=" + epoch + "&since=1&wait=20"));
    awaitOnline(user, 1);

    node.publish(user, "{\"title\":\"b\"}");

    JsonNode frame = waiting.get(10, TimeUnit.SECONDS).body();
    assertThat(frame.path("since").asLong()).isEqualTo(1);
    assertThat(frame.path("revision").asLong()).isEqualTo(2);
    assertThat(frame.path("changes")).hasSize(1);
    awaitOnline(user, 0);
  }

  @Test
  void changes_waitingWhileTheInboxIsErased_tellThatItIsEmpty() throws Exception {
    String user = someone();
    node.publish(user, "{\"title\":\"a\"}");
    String epoch = get(user, "inbox").body().path("epoch").asText();
    var waiting =
        CompletableFuture.supplyAsync(
            () -> get(user, "changes?epoch=" + epoch + "&since=1&wait=20"));
    awaitOnline(user, 1);

    node.call("DELETE", "/api/users/" + user, null);

    JsonNode frame = waiting.get(10, TimeUnit.SECONDS).body();
    assertThat(frame.path("epoch").asText()).isEqualTo("-");
    assertThat(frame.path("reset").asBoolean()).isTrue();
    assertThat(frame.path("revision").asLong()).isZero();
    assertThat(frame.path("unread").asLong()).isZero();
    awaitOnline(user, 0);
  }

  @Test
  void changes_waitingForNothing_answerEmpty() {
    String user = someone();
    node.publish(user, "{\"title\":\"a\"}");
    String epoch = get(user, "inbox").body().path("epoch").asText();

    Answer answer = get(user, "changes?epoch=" + epoch + "&since=1&wait=1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("changes")).isEmpty();
    assertThat(answer.body().path("changes").isArray()).isTrue();
    assertThat(answer.body().path("unread").asLong()).isEqualTo(1);
  }

  private static void awaitOnline(String user, int online) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (get(user, "inbox").body().path("online").asInt() != online) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not " + online + " online: " + get(user, "inbox").raw().body());
      }
      Thread.sleep(5);
    }
  }

  @Test
  void events_tellWhatHappensAndResume() throws Exception {
    String user = someone();
    node.publish(user, "{\"title\":\"a\"}");
    String lastId;
    try (RawEventStream stream = new RawEventStream(node, user, node.token(user), null)) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.headers().get("Content-Type")).isEqualTo("text/event-stream");
      RawEventStream.Event snapshot = stream.nextEvent();
      assertThat(snapshot.name()).isEqualTo("inbox");
      assertThat(snapshot.data().path("reset").asBoolean()).isTrue();
      assertThat(snapshot.id())
          .isEqualTo(
              snapshot.data().path("epoch").asText() + ":" + snapshot.data().path("revision"));
      awaitOnline(user, 1);

      node.publish(user, "{\"title\":\"b\"}");
      RawEventStream.Event live = stream.nextEvent();
      assertThat(live.data().path("since").asLong()).isEqualTo(1);
      assertThat(live.data().path("revision").asLong()).isEqualTo(2);
      assertThat(stream.next().isComment()).isTrue();
      lastId = live.id();
    }
    awaitOnline(user, 0);
    node.publish(user, "{\"title\":\"c\"}");

    try (RawEventStream stream = new RawEventStream(node, user, node.token(user), lastId)) {
      RawEventStream.Event missed = stream.nextEvent();
      assertThat(missed.data().has("reset")).isFalse();
      assertThat(missed.data().path("since").asLong()).isEqualTo(2);
      assertThat(missed.data().path("revision").asLong()).isEqualTo(3);
    }
    try (RawEventStream stream = new RawEventStream(node, user, node.token(user), "other:2")) {
      assertThat(stream.nextEvent().data().path("reset").asBoolean()).isTrue();
    }
    try (RawEventStream stream = new RawEventStream(node, user, node.token(user), "nonsense")) {
      assertThat(stream.status()).isEqualTo(422);
    }
  }

  @Test
  void events_ofAnErasedUser_end() throws Exception {
    String user = someone();
    node.publish(user, "{\"title\":\"a\"}");
    try (RawEventStream stream = new RawEventStream(node, user, TestNode.KEY, null)) {
      stream.nextEvent();
      assertThat(node.call("DELETE", "/api/users/" + user, null).status()).isEqualTo(204);
      assertThat(stream.ends()).isTrue();
    }
    awaitOnline(user, 0);
  }

  @Test
  void marks_changeWhatTheyNameAndAreHarmlessTwice() {
    String user = someone();
    String a = publishId(user, "{\"title\":\"a\"}");
    String b = publishId(user, "{\"title\":\"b\"}");
    String ids = "{\"ids\":[\"" + a + "\",\"" + UUID.randomUUID() + "\",\"none\",\"\"]}";

    assertThat(post(user, "notifications/read", ids).raw().body())
        .isEqualTo("{\"revision\":3,\"unread\":1}");
    assertThat(post(user, "notifications/read", ids).raw().body())
        .isEqualTo("{\"revision\":3,\"unread\":1}");
    assertThat(get(user, "notifications/" + a).body().path("readAt").asText()).matches(TIME);
    assertThat(post(user, "notifications/unread", ids).raw().body())
        .isEqualTo("{\"revision\":4,\"unread\":2}");
    assertThat(get(user, "notifications/" + a).body().has("readAt")).isFalse();
    assertThat(post(user, "notifications/delete", ids).raw().body())
        .isEqualTo("{\"revision\":5,\"unread\":1}");
    assertThat(post(user, "notifications/delete", ids).raw().body())
        .isEqualTo("{\"revision\":5,\"unread\":1}");
    Answer single = node.call("DELETE", path(user, "notifications/" + b), null);
    assertThat(single.status()).isEqualTo(200);
    assertThat(single.raw().body()).isEqualTo("{\"revision\":6,\"unread\":0}");
    assertThat(node.call("DELETE", path(user, "notifications/" + b), null).raw().body())
        .isEqualTo("{\"revision\":6,\"unread\":0}");
    assertProblem(node.call("DELETE", path(user, "notifications/" + UUID.randomUUID()), null), 404);
    assertThat(post(user, "notifications/read", "{\"ids\":[]}").status()).isEqualTo(200);
  }

  @Test
  void marks_throughARevision_reachWhatStandsBelowIt() {
    String user = someone();
    for (int i = 0; i < 3; i++) {
      node.publish(user, "{\"title\":\"a\"}");
    }
    String epoch = get(user, "inbox").body().path("epoch").asText();

    assertThat(
            post(user, "notifications/read", "{\"through\":2,\"epoch\":\"" + epoch + "\"}")
                .raw()
                .body())
        .isEqualTo("{\"revision\":5,\"unread\":1}");
    assertProblem(post(user, "notifications/read", "{\"through\":3,\"epoch\":\"another\"}"), 409);
    assertInbox(user, 5, 1);
    assertThat(post(user, "notifications/unread", "{\"through\":5}").raw().body())
        .isEqualTo("{\"revision\":7,\"unread\":3}");
    assertThat(post(user, "notifications/delete", "{\"through\":3}").raw().body())
        .isEqualTo("{\"revision\":8,\"unread\":2}");
    assertThat(post(user, "notifications/delete", "{\"through\":9223372036854775807}").raw().body())
        .isEqualTo("{\"revision\":10,\"unread\":0}");
  }

  @Test
  void erase_forgetsEverything() {
    String user = someone();
    node.publish(user, "{\"title\":\"a\"}", "Idempotency-Key", "call");
    String epoch = get(user, "inbox").body().path("epoch").asText();

    Answer erased = node.call("DELETE", "/api/users/" + user, null);
    assertThat(erased.status()).isEqualTo(204);
    assertThat(erased.raw().body()).isEmpty();
    assertThat(node.call("DELETE", "/api/users/" + user, null).status()).isEqualTo(204);
    assertThat(get(user, "inbox").body().path("epoch").asText()).isEqualTo("-");
    assertThat(node.publish(user, "{\"title\":\"b\"}", "Idempotency-Key", "call").status())
        .isEqualTo(201);
    assertThat(get(user, "inbox").body().path("epoch").asText()).isNotIn("-", epoch);
    assertInbox(user, 1, 1);
  }

  @Test
  void erase_thatTheDatabaseCannotDoNow_is503() throws SQLException {
    String user = someone();
    node.publish(user, "{\"title\":\"a\"}");
    try (Connection other = node.database()) {
      other.setAutoCommit(false);
      try (var lock = other.prepareStatement("select from inbox where user_id = ? for update")) {
        lock.setString(1, user);
        lock.execute();
      }
      Answer answer = node.call("DELETE", "/api/users/" + user, null);
      assertProblem(answer, 503);
      assertThat(answer.header("Retry-After")).isNotBlank();
      other.rollback();
    }
    assertInbox(user, 1, 1);
  }

  @Test
  void tokens_areMintedForAnHourOrAsAsked() {
    String user = someone();
    Answer hour = post(user, "tokens", "{}");
    assertThat(hour.status()).isEqualTo(200);
    assertThat(hour.body().path("expiresAt").asText()).matches(TIME);
    assertThat(Instant.parse(hour.body().path("expiresAt").asText()))
        .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3700));
    Instant before = Instant.now();
    assertThat(
            Instant.parse(
                post(user, "tokens", "{\"ttlSeconds\":60}").body().path("expiresAt").asText()))
        .isBetween(before.plusSeconds(60), before.plusSeconds(100));
    for (String bad : List.of("0", "-1", "99999999999")) {
      Answer refused = post(user, "tokens", "{\"ttlSeconds\":" + bad + "}");
      assertProblem(refused, 422);
      assertThat(refused.body().path("errors").path(0).path("field").asText())
          .isEqualTo("ttlSeconds");
    }
  }

  @Test
  void token_reachesItsOwnInboxAndNothingElse() {
    String user = someone();
    String other = someone();
    String token = node.token(user);
    String id = publishId(user, "{\"title\":\"a\"}");

    for (String name : List.of("me", user)) {
      String base = "/api/users/" + name + "/";
      for (String rest : List.of("inbox", "notifications", "changes", "notifications/" + id)) {
        assertThat(node.callAs(token, "GET", base + rest, null).status()).isEqualTo(200);
      }
      assertThat(
              node.callAs(token, "POST", base + "notifications/read", "{\"through\":1}").status())
          .isEqualTo(200);
    }
    String base = "/api/users/" + other + "/";
    for (String rest : List.of("inbox", "notifications", "changes", "events")) {
      assertProblem(node.callAs(token, "GET", base + rest, null), 403);
    }
    assertProblem(node.callAs(token, "POST", base + "notifications/read", "{\"through\":1}"), 403);
    assertProblem(node.callAs(token, "POST", base + "notifications/read", "{}"), 403);
    assertProblem(node.callAs(token, "DELETE", base + "notifications/none", null), 403);
    assertProblem(
        node.callAs(token, "POST", "/api/users/me/notifications", "{\"title\":\"a\"}"), 403);
    assertProblem(
        node.callAs(token, "PUT", "/api/users/me/notifications/by-key/k", "{\"title\":\"a\"}"),
        403);
    assertProblem(node.callAs(token, "POST", "/api/users/me/tokens", "{}"), 403);
    assertProblem(node.callAs(token, "DELETE", "/api/users/me", null), 403);
    assertProblem(
        node.callAs(
            token,
            "POST",
            "/api/notifications",
            "{\"users\":[\"" + user + "\"],\"notification\":{\"title\":\"a\"}}"),
        403);
  }

  static List<String> badCredentials() throws JOSEException {
    String user = "42";
    String expired = signed(user, SECRET, -60);
    String forged = signed(user, "another-secret-of-32-bytes-or-more!", 60);
    String unsigned =
        new PlainJWT(
                new JWTClaimsSet.Builder()
                    .issuer("ringside")
                    .subject(user)
                    .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                    .build())
            .serialize();
    String good = signed(user, SECRET, 60);
    return List.of(
        expired,
        forged,
        unsigned,
        good.substring(0, good.lastIndexOf('.') + 1),
        good.substring(0, good.length() - 5),
        "rsk_unknown",
        "a.b.c",
        "nonsense",
        "");
  }

  private static String signed(String user, String secret, long seconds) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .issuer("ringside")
                .subject(user)
                .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                .build());
    jwt.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    return jwt.serialize();
  }

  @ParameterizedTest
  @MethodSource("badCredentials")
  void credential_thatIsBad_is401AndSaysWhy(String credential) {
    assertRefused(node.callAs(credential, "GET", "/api/users/42/inbox", null), credential);
    assertRefused(
        node.callAs(credential, "POST", "/api/users/42/notifications", "{\"title\":\"a\"}"),
        credential);
  }

  private static void assertRefused(Answer answer, @Nullable String credential) {
    assertProblem(answer, 401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    if (credential != null && !credential.isEmpty()) {
      assertThat(answer.raw().body()).doesNotContain(credential);
    }
  }

  @Test
  void credential_thatIsMissingOrOfAnotherScheme_is401AndSaysSo() {
    Answer missing = node.callAs(null, "GET", "/api/users/42/inbox", null);
    assertRefused(missing, null);
    assertThat(missing.body().path("detail").asText()).contains("No credential");
    Answer basic =
        node.callAs(null, "GET", "/api/users/42/inbox", null, "Authorization", "Basic YTpi");
    assertRefused(basic, "YTpi");
    assertThat(basic.body().path("detail").asText()).contains("Bearer");
  }

  @Test
  void credential_whoseReasonIsKnown_isToldIt() throws JOSEException {
    assertThat(reason(signed("42", SECRET, -60))).contains("ended");
    assertThat(reason(signed("42", "another-secret-of-32-bytes-or-more!", 60)))
        .contains("signature");
    assertThat(reason("rsk_unknown")).contains("API key");
  }

  private static String reason(String credential) {
    return node.callAs(credential, "GET", "/api/users/42/inbox", null)
        .body()
        .path("detail")
        .asText();
  }

  @Test
  void expiry_deletesInAnOpenStream() throws Exception {
    String user = someone();
    try (RawEventStream stream = new RawEventStream(node, user, TestNode.KEY, null)) {
      stream.nextEvent();
      String id = publishId(user, "{\"title\":\"a\",\"ttlSeconds\":1}");
      assertThat(stream.nextEvent().data().path("changes").path(0).path("op").asText())
          .isEqualTo("put");

      JsonNode gone = stream.nextEvent().data();
      assertThat(gone.path("changes").path(0).path("op").asText()).isEqualTo("delete");
      assertThat(gone.path("changes").path(0).path("ids").path(0).asText()).isEqualTo(id);
      assertThat(gone.path("unread").asLong()).isZero();
      assertProblem(get(user, "notifications/" + id), 404);
    }
    assertInbox(user, 2, 0);
  }

  @Test
  void client_tellsWhereTheSocketIs_withoutACredential() {
    Answer answer = node.callAs(null, "GET", "/api/client", null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("socket").asText())
        .isEqualTo("ws://127.0.0.1:" + node.socketPort() + "/ws");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready"})
  void health_isToldToAnybody(String path) {
    Answer answer = node.callAs(null, "GET", path, null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().has("status")).isTrue();
  }

  @Test
  void readiness_tellsWhichRingsideThisIs() {
    Answer answer = node.callAs(null, "GET", "/health/ready", null);

    assertThat(answer.body().path("status").asText()).isEqualTo("ready");
    assertThat(answer.body().path("version").asText()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(answer.body().path("build").asText()).matches("unknown|[0-9a-f]{7,}");
    assertThat(answer.body().path("date").asText()).matches("\\d{4}-\\d\\d-\\d\\d");
  }
}
