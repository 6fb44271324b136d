package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.http.Wire.Reply;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What no honest client sends. Each request gets a problem that says which field is wrong, stores
 * nothing, spends no revision, and leaves its connection fit for the next request.
 */
class BadInputTest {

  private static final String USER = "/api/users/42/";
  private static final String PUBLISH = USER + "notifications";
  private static final int MAX_BODY = 64 * 1024;
  private static final String BACKSLASHED = "\\";

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void erase() {
    assertThat(node.call("DELETE", "/api/users/42", null).status()).isEqualTo(204);
  }

  private static Wire wire() throws IOException {
    return new Wire(node.ringside().httpAddress());
  }

  /** A request whose text stands for bytes, one for each character. */
  private static String request(String method, String target, @Nullable String body) {
    return request(method, target, body, "application/json");
  }

  private static String request(
      String method, String target, @Nullable String body, String contentType) {
    String head =
        method + " " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestNode.KEY;
    return body == null
        ? head + "\r\n\r\n"
        : head
            + "\r\nContent-Type: "
            + contentType
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Sends what is bad and asserts all that must hold of it. */
  private static JsonNode refused(String request, int status) throws IOException, SQLException {
    long before = rows();
    try (Wire wire = wire()) {
      Reply reply = wire.say(request).reply();
      assertThat(reply.status()).as(reply.body()).isEqualTo(status);
      assertThat(reply.isProblem()).as(reply.body()).isTrue();
      JsonNode problem = TestNode.json(reply.body());
      assertThat(problem.path("status").asInt()).isEqualTo(status);
      assertThat(problem.path("detail").asText()).isNotBlank();
      assertThat(problem.path("detail").asText()).doesNotContain("Exception", "fasterxml", "java.");
      assertThat(rows()).isEqualTo(before);

      Reply inbox = wire.say(request("GET", USER + "inbox", null)).reply();
      assertThat(inbox.status()).as("the same connection").isEqualTo(200);
      assertThat(inbox.body()).contains("\"epoch\":\"-\",\"revision\":0,\"unread\":0");
      assertThat(wire.say(request("POST", PUBLISH, "{\"title\":\"good\"}")).reply().status())
          .isEqualTo(201);
      return problem;
    }
  }

  private static void refused(String request, int status, String field)
      throws IOException, SQLException {
    JsonNode problem = refused(request, status);
    List<String> fields = new ArrayList<>();
    problem.path("errors").forEach(error -> fields.add(error.path("field").asText()));
    assertThat(fields).as(problem.toString()).contains(field);
    problem.path("errors").forEach(e -> assertThat(e.path("detail").asText()).isNotBlank());
  }

  private static long rows() throws SQLException {
    try (Connection database = node.database();
        Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select (select count(*) from notification) + (select count(*) from inbox)"
                    + " + (select count(*) from idempotency)")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void refusedBody(String body, int status) throws IOException, SQLException {
    refused(request("POST", PUBLISH, utf8(body)), status);
  }

  static List<String> unreadableBodies() {
    return List.of(
        "",
        "   ",
        "null",
        "[]",
        "[{\"title\":\"a\"}]",
        "\"text\"",
        "5",
        "true",
        "{",
        "{\"title\":\"a\"",
        "{\"title\":\"a\"} x",
        "{\"title\":\"a\"}{}",
        "{\"title\":\"a\"},",
        "{title:\"a\"}",
        "{'title':'a'}",
        "{\"title\":\"a\",}",
        "{\"title\":\"a\" /* c */}",
        "{\"title\":NaN}",
        "{\"title\":\"a\nb\"}",
        "\ufeff{\"title\":\"a\"} \u0000",
        "{\"title\":\"a\u0000b\"}",
        "{\"title\":\"a\",\"title\":\"b\"}",
        "{\"title\":\"a\",\"data\":{\"x\":1,\"x\":2}}",
        "{\"title\":\"a\",\"data\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
        "[".repeat(30_000));
  }

  @ParameterizedTest
  @MethodSource("unreadableBodies")
  void body_thatIsNoObject_is400(String body) throws Exception {
    refusedBody(body, 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00ff\u00fe",
        "{\"title\":\"\u00c3\"}",
        "{\"title\":\"\u00c0\u0080\"}",
        "{\"title\":\"\u00ed\u00a0\u0080\"}",
        "{\"title\":\"\u00f5\u0080\u0080\u0080\"}",
        "{\"t\u00e9\":1}"
      })
  void body_ofMalformedUtf8_is400(String bytes) throws Exception {
    JsonNode problem = refused(request("POST", PUBLISH, bytes), 400);

    assertThat(problem.path("detail").asText()).contains("UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title | 5",
        "title | true",
        "title | []",
        "title | {}",
        "content | 1.5",
        "content | false",
        "style | 1",
        "link | 7",
        "category | []",
        "key | 7",
        "progress | \"5\"",
        "progress | 1.5",
        "progress | 1e400",
        "progress | true",
        "progress | {}",
        "ttlSeconds | \"60\"",
        "ttlSeconds | 1.5",
        "ttlSeconds | 1e400",
        "expiresAt | 5",
        "expiresAt | []",
        "quiet | 1",
        "quiet | \"true\"",
        "quiet | {}",
        "titel | \"a\"",
        "id | \"x\"",
        "revision | 1",
        "readAt | \"2030-01-01T00:00:00Z\"",
        "Title | \"a\""
      })
  void field_ofAWrongTypeOrUnknown_is400AndNamed(String field, String value) throws Exception {
    String title = field.equals("title") ? "" : "\"title\":\"t\",";
    refused(request("POST", PUBLISH, "{" + title + "\"" + field + "\":" + value + "}"), 400, field);
  }

  static List<List<String>> fieldsOutOfRange() {
    String lone = BACKSLASHED + "ud800";
    String nul = BACKSLASHED + "u0000";
    return List.of(
        List.of("style", quoted("loud")),
        List.of("style", quoted("INFO")),
        List.of("style", quoted("")),
        List.of("progress", "2147483648"),
        List.of("progress", "99999999999999999999"),
        List.of("ttlSeconds", "99999999999999999999"),
        List.of("title", quoted("x".repeat(257))),
        List.of("title", quoted("😀".repeat(257))),
        List.of("title", quoted(lone)),
        List.of("title", quoted(BACKSLASHED + "udc00" + lone)),
        List.of("title", quoted("a" + nul)),
        List.of("content", quoted("x".repeat(8001))),
        List.of("content", quoted(lone)),
        List.of("data", quoted("x".repeat(16 * 1024))),
        List.of("data", quoted("ü".repeat(8 * 1024))),
        List.of("link", quoted("javascript:alert(1)")),
        List.of("link", quoted("JavaScript:alert(1)")),
        List.of("link", quoted("data:text/html,x")),
        List.of("link", quoted("//evil.example")),
        List.of("link", quoted("/" + BACKSLASHED + BACKSLASHED + "evil.example")),
        List.of("link", quoted("evil.example")),
        List.of("link", quoted("")),
        List.of("link", quoted(" /a")),
        List.of("link", quoted("/a b")),
        List.of("link", quoted("/a" + BACKSLASHED + "n")),
        List.of("link", quoted("/" + BACKSLASHED + "t/evil.example")),
        List.of("link", quoted("/" + "x".repeat(2048))),
        List.of("category", quoted("x".repeat(65))),
        List.of("category", quoted(nul)),
        List.of("key", quoted("x".repeat(129))),
        List.of("key", quoted("")),
        List.of("key", quoted(nul)),
        List.of("progress", "-1"),
        List.of("progress", "101"),
        List.of("ttlSeconds", "0"),
        List.of("ttlSeconds", "-5"),
        List.of("ttlSeconds", "9223372036854775807"),
        List.of("expiresAt", quoted("tomorrow")),
        List.of("expiresAt", quoted("")),
        List.of("expiresAt", quoted("2030-01-01")),
        List.of("expiresAt", quoted("2030-01-01T00:00:00")),
        List.of("expiresAt", quoted("2030-02-30T00:00:00Z")),
        List.of("expiresAt", quoted("2020-01-01T00:00:00Z")),
        List.of("expiresAt", quoted("+999999999-01-01T00:00:00Z")));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  @ParameterizedTest
  @MethodSource("fieldsOutOfRange")
  void field_outOfRange_is422AndNamed(List<String> field) throws Exception {
    String name = field.getFirst();
    String title = name.equals("title") ? "" : "\"title\":\"t\",";
    String body = "{" + title + quoted(name) + ":" + field.getLast() + "}";
    refused(request("POST", PUBLISH, utf8(body)), 422, name);
  }

  @Test
  void expiresAtAndTtl_together_are422() throws Exception {
    refused(
        request(
            "POST",
            PUBLISH,
            "{\"title\":\"t\",\"ttlSeconds\":5,\"expiresAt\":\"2030-01-01T00:00:00Z\"}"),
        422,
        "ttlSeconds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"title\":\"\"}",
        "{\"title\":\"  \",\"content\":\"\"}",
        "{\"title\":null}",
        "{\"style\":\"info\"}"
      })
  void title_missing_is422(String body) throws Exception {
    refused(request("POST", PUBLISH, body), 422, "title");
  }

  @Test
  void errors_ofOneBody_areToldAllAtOnce() throws Exception {
    JsonNode problem =
        refused(
            request("POST", PUBLISH, "{\"progress\":101,\"link\":\"x\",\"ttlSeconds\":0}"), 422);

    assertThat(problem.path("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("title", "progress", "link", "ttlSeconds");
  }

  @Test
  void limits_exactlyReached_areGood() {
    for (String body :
        List.of(
            "{\"title\":" + quoted("x".repeat(256)) + "}",
            "{\"title\":" + quoted("😀".repeat(256)) + "}",
            "{\"content\":" + quoted("😀".repeat(8000)) + "}",
            "{\"title\":\"t\",\"data\":" + quoted("x".repeat(16 * 1024 - 2)) + "}",
            "{\"title\":\"t\",\"category\":" + quoted("😀".repeat(64)) + "}",
            "{\"title\":\"t\",\"key\":" + quoted("😀".repeat(128)) + "}",
            "{\"title\":\"t\",\"link\":" + quoted("/" + "x".repeat(2047)) + "}",
            "{\"title\":\"t\",\"link\":\"HTTPS://example.com/ü\"}",
            "{\"title\":\"t\",\"progress\":0}",
            "{\"title\":\"t\",\"data\":null,\"key\":null,\"progress\":null,\"quiet\":null}",
            "{\"title\":\"t\",\"data\":[1e400,99999999999999999999,0.10]}",
            "{\"title\":\"t\",\"expiresAt\":\"2030-01-01T00:00:00.5+01:00\"}")) {
      TestNode.Answer answer = node.publish("limits", body);
      assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
    }
    assertThat(node.publish("limits", "{\"title\":\"t\",\"data\":[1e400,0.10]}").raw().body())
        .contains("[1E+400,0.10]");
  }

  @Test
  void data_ofEscapesThatNoTextMayHold_comeBackAsTheyWere() {
    String escaped = BACKSLASHED + "u0000" + BACKSLASHED + "uD800";
    String body = "{\"title\":\"t\",\"data\":{\"x\":" + quoted(escaped) + "}}";

    TestNode.Answer answer = node.publish("escapes", body);

    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
    assertThat(node.call("GET", answer.header("Location"), null).raw().body())
        .contains("\"data\":{\"x\":" + quoted(escaped) + "}");
  }

  @Test
  void body_ofJustTheLimit_isGood_andOneByteMoreIs413() throws Exception {
    String body = "{\"title\":\"t\"}";
    String padded = body + " ".repeat(MAX_BODY - body.length());
    assertThat(node.publish("padded", padded).status()).isEqualTo(201);

    long before = rows();
    for (String larger : List.of(padded + " ", " ".repeat(1_000_000))) {
      try (Wire wire = wire()) {
        Reply reply = wire.say(request("POST", PUBLISH, larger)).reply();
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.isProblem()).isTrue();
      }
    }
    assertThat(rows()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "notifications?limit=abc, 400, limit",
    "notifications?limit=1.5, 400, limit",
    "notifications?limit=99999999999, 400, limit",
    "notifications?limit=0, 422, limit",
    "notifications?limit=-1, 422, limit",
    "notifications?limit=101, 422, limit",
    "notifications?before=abc, 400, before",
    "notifications?before=-1, 422, before",
    "notifications?unread=maybe, 400, unread",
    "notifications?category=%00, 422, category",
    "changes?wait=abc, 400, wait",
    "changes?wait=61, 422, wait",
    "changes?wait=-1, 422, wait",
    "changes?epoch=x&since=-1, 422, since",
    "changes?epoch=x&since=abc, 400, since",
    "changes?epoch=%00&since=1, 422, epoch"
  })
  void parameter_thatIsWrong_isNamed(String rest, int status, String name) throws Exception {
    refused(request("GET", USER + rest, null), status, name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 422 | ids",
        "{\"ids\":[],\"through\":1} | 422 | ids",
        "{\"ids\":[null]} | 422 | ids[0]",
        "{\"ids\":[5]} | 400 | ids[0]",
        "{\"ids\":\"x\"} | 400 | ids",
        "{\"through\":-1} | 422 | through",
        "{\"through\":99999999999999999999} | 422 | through",
        "{\"through\":1.5} | 400 | through",
        "{\"through\":\"1\"} | 400 | through",
        "{\"ids\":[],\"epoch\":\"x\"} | 422 | epoch",
        "{\"through\":1,\"epoch\":5} | 400 | epoch",
        "{\"all\":true} | 400 | all"
      })
  void mark_thatIsWrong_isNamed(String body, int status, String field) throws Exception {
    for (String kind : List.of("read", "unread", "delete")) {
      erase();
      refused(request("POST", PUBLISH + "/" + kind, body), status, field);
    }
  }

  @Test
  void mark_ofMoreIdsThanAllowed_is422() throws Exception {
    String id = "\"0198c1f0-7a52-7c1e-9d2b-6f1a4f0e3b11\"";
    String many = String.join(",", java.util.Collections.nCopies(1001, id));

    refused(request("POST", PUBLISH + "/read", "{\"ids\":[" + many + "]}"), 422, "ids");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"notification\":{\"title\":\"t\"}} | 422 | users",
        "{\"users\":[],\"notification\":{\"title\":\"t\"}} | 422 | users",
        "{\"users\":\"1\",\"notification\":{\"title\":\"t\"}} | 400 | users",
        "{\"users\":[1],\"notification\":{\"title\":\"t\"}} | 400 | users[0]",
        "{\"users\":[\"1\"]} | 422 | notification",
        "{\"users\":[\"1\"],\"notification\":{\"title\":5}} | 400 | notification.title",
        "{\"users\":[\"1\"],\"notification\":{}} | 422 | notification.title",
        "{\"users\":[\"1\"],\"notification\":{\"titel\":\"t\"}} | 400 | notification.titel",
        "{\"user\":\"1\",\"notification\":{\"title\":\"t\"}} | 400 | user"
      })
  void recipients_thatAreWrong_areNamed(String body, int status, String field) throws Exception {
    refused(request("POST", "/api/notifications", body), status, field);
  }

  static List<String> badUsers() {
    return List.of(
        "x".repeat(129),
        "x".repeat(10_000),
        "me",
        "a%00b",
        "a%0Ab",
        "a%7Fb",
        "%E2%80%8B",
        "%E2%80%A8",
        "%C2%85",
        "%F0%9F%98%80".repeat(129));
  }

  @ParameterizedTest
  @MethodSource("badUsers")
  void user_thatIsWrong_is422(String user) throws Exception {
    refused(
        request("POST", "/api/users/" + user + "/notifications", "{\"title\":\"t\"}"), 422, "user");
    erase();
    refused(request("GET", "/api/users/" + user + "/inbox", null), 422, "user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "%ff", "%C3", "%ED%A0%80"})
  void path_thatIsNoUtf8_is400(String user) throws Exception {
    try (Wire wire = wire()) {
      Reply reply =
          wire.say(request("POST", "/api/users/" + user + "/notifications", "{\"title\":\"t\"}"))
              .reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.isProblem()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
  void contentType_thatIsNotJson_is415(String type) throws Exception {
    refused(request("POST", PUBLISH, "{\"title\":\"t\"}", type), 415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json; charset=utf-8", "APPLICATION/JSON"})
  void contentType_ofJsonInAnyForm_isGood(String type) throws Exception {
    try (Wire wire = wire()) {
      Reply reply = wire.say(request("POST", PUBLISH, "{\"title\":\"t\"}", type)).reply();
      assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /api/users/42/notifications, GET,POST",
    "PATCH, /api/users/42/notifications, GET,POST",
    "GET, /api/users/42/notifications/by-key/k, PUT,PUT",
    "POST, /api/users/42/inbox, GET,GET",
    "GET, /api/notifications, POST,POST",
    "GET, /api/users/42/tokens, POST,POST"
  })
  void method_thatIsNotThere_is405WithAllow(String method, String path, String first, String second)
      throws Exception {
    refused(request(method, path, null), 405);
    try (Wire wire = wire()) {
      assertThat(wire.say(request(method, path, null)).reply().header("Allow"))
          .contains(first, second);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/nothing",
        "/api/users/42",
        "/api/users/42/",
        "/api/users/42/notifications/x",
        "/api/users//inbox"
      })
  void path_thatIsNotThere_is404(String path) throws Exception {
    try (Wire wire = wire()) {
      Reply reply = wire.say(request("GET", path, null)).reply();
      assertThat(reply.status()).as(reply.body()).isIn(404, 405, 422);
      assertThat(reply.isProblem()).isTrue();
      assertThat(wire.say(request("GET", USER + "inbox", null)).reply().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x\ty"})
  void idempotencyKey_thatIsWrong_is422(String key) throws Exception {
    String request =
        request("POST", PUBLISH, "{\"title\":\"t\"}")
            .replace("Content-Type", "Idempotency-Key: " + key + "\r\nContent-Type");
    refused(request, 422, "Idempotency-Key");
  }

  @Test
  void idempotencyKey_thatIsTooLong_is422() throws Exception {
    String request =
        request("POST", PUBLISH, "{\"title\":\"t\"}")
            .replace("Content-Type", "Idempotency-Key: " + "x".repeat(256) + "\r\nContent-Type");
    refused(request, 422, "Idempotency-Key");
  }

  @Test
  void request_withABadCredential_leavesTheConnectionUsable() throws Exception {
    refused(
        request("POST", PUBLISH, "{\"title\":\"t\"}").replace(TestNode.KEY, "rsk_unknown"), 401);
  }
}
