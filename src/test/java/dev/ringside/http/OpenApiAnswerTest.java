package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ringside.support.TestNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node takes and tells what its OpenAPI document says. */
class OpenApiAnswerTest {

  private static TestNode node;
  private static ApiDocument document;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start("ringside.accounts", "true", "ringside.accounts.iterations", "1000");
    document = new ApiDocument(node.callAs(null, "GET", "/openapi.json", null).body());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /**
   * Calls, and checks that the document allows what came.
   *
   * @param path the path as the document has it
   */
  private static TestNode.Answer conforming(
      int status, String verb, String path, String query, @Nullable String body) {
    String actual =
        path.replace("{user}", "42").replace("{key}", "k%2F1").replace("{id}", lastId) + query;
    return conforming(status, verb, path, node.call(verb, actual, body));
  }

  private static TestNode.Answer conforming(
      int status, String verb, String path, TestNode.Answer answer) {
    assertThat(answer.status()).as(verb + " " + path + answer.body()).isEqualTo(status);
    String at =
        "/paths/"
            + path.replace("~", "~0").replace("/", "~1")
            + "/"
            + verb.toLowerCase(Locale.ROOT)
            + "/responses/"
            + status;
    JsonNode said = document.json().at(at);
    assertThat(said.isMissingNode()).as(at).isFalse();
    String where = said.has("$ref") ? said.get("$ref").asText().substring(1) : at;
    JsonNode response = document.resolve(said);
    for (String header : ApiDocument.names(response.path("headers"))) {
      if (!header.equals("Link")) {
        assertThat(answer.header(header)).as(header).isNotEmpty();
      }
    }
    if (!response.has("content")) {
      assertThat(answer.raw().body()).as(at).isEmpty();
      return answer;
    }
    String type = answer.header("Content-Type");
    assertThat(ApiDocument.names(response.path("content"))).as(at).contains(type);
    String schema = where + "/content/" + type.replace("/", "~1") + "/schema";
    JsonNode body = type.contains("json") ? answer.body() : new TextNode(answer.raw().body());
    assertThat(document.faults(schema, body)).as(at).isEmpty();
    return answer;
  }

  private static String lastId = "";

  @Test
  void answers_areAsTheDocumentSays() {
    String inbox = "/api/users/{user}";
    String list = inbox + "/notifications";
    String whole =
        """
        {"style":"warning","title":"t","content":"c","link":"https://example.com/x","data":{"a":[1.50]},
         "category":"c","key":"k","progress":7,"ttlSeconds":60,"quiet":true}\
        """;
    lastId = conforming(201, "POST", list, "", whole).body().path("id").asText();
    conforming(200, "POST", list, "", whole);
    conforming(201, "PUT", list + "/by-key/{key}", "", "{\"content\":\"c\"}");
    TestNode.Answer page = conforming(200, "GET", list, "?limit=1", null);
    assertThat(page.header("Link")).contains("rel=\"next\"");
    conforming(200, "GET", list + "/{id}", "", null);
    conforming(200, "POST", list + "/read", "", "{\"ids\":[\"" + lastId + "\"]}");
    conforming(200, "POST", list + "/unread", "", "{\"through\":17}");
    conforming(409, "POST", list + "/read", "", "{\"through\":17,\"epoch\":\"other\"}");
    conforming(200, "GET", inbox + "/changes", "", null);
    conforming(200, "GET", inbox + "/inbox", "", null);
    conforming(200, "DELETE", list + "/{id}", "", null);
    conforming(200, "POST", list + "/delete", "", "{\"through\":100}");
    conforming(200, "POST", inbox + "/tokens", "", "{\"ttlSeconds\":60}");
    conforming(
        200,
        "POST",
        "/api/notifications",
        "",
        "{\"users\":[\"1\",\"me\"],\"notification\":{\"title\":\"t\"}}");
    conforming(204, "DELETE", inbox, "", null);
    conforming(200, "GET", "/api/client", "", null);
    conforming(201, "POST", "/api/guests", "", "{\"name\":\"Ada\"}");
    conforming(422, "POST", "/api/guests", "", "{\"name\":\"\"}");
    conforming(200, "GET", "/health/live", "", null);
    conforming(200, "GET", "/health/ready", "", null);
    conforming(200, "GET", "/metrics", "", null);
    conforming(200, "GET", "/openapi.json", "", null);
  }

  @Test
  void answersOfAccounts_areAsTheDocumentSays() {
    String accounts = "/api/accounts";
    String ada = "{\"name\":\"Ada\",\"password\":\"correct horse battery\"}";
    String changed = ada.replace("horse", "cow");
    conforming(201, "POST", accounts, "", ada);
    conforming(409, "POST", accounts, "", ada);
    conforming(422, "POST", accounts, "", "{\"name\":\"Ada\",\"password\":\"short\"}");
    TestNode.Answer signedIn = conforming(200, "POST", accounts + "/sign-in", "", ada);
    String cookie = signedIn.header("Set-Cookie");
    String token = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    conforming(200, "GET", accounts + "/me", asUser(token, "GET", "me", null));
    conforming(
        204,
        "POST",
        accounts + "/password",
        asUser(
            token,
            "POST",
            "password",
            "{\"password\":\"correct horse battery\",\"newPassword\":\"correct cow battery\"}"));
    conforming(401, "POST", accounts + "/sign-in", "", ada);
    conforming(401, "POST", accounts + "/refresh", "", null);
    conforming(204, "POST", accounts + "/sign-out", asUser(token, "POST", "sign-out", null));
    conforming(401, "GET", accounts + "/me", asUser(token, "GET", "me", null));
    conforming(200, "POST", accounts + "/sign-in", "", changed);
  }

  private static TestNode.Answer asUser(
      String token, String verb, String path, @Nullable String body) {
    return node.callAs(token, verb, "/api/accounts/" + path, body);
  }

  @Test
  void problems_areAsTheDocumentSays() {
    String list = "/api/users/{user}/notifications";
    lastId = "0198c1f0-7a52-7c1e-9d2b-6f1a4f0e3b11";
    conforming(400, "GET", list, "?limit=abc", null);
    conforming(422, "GET", list, "?limit=101", null);
    conforming(400, "POST", list, "", "{\"tilte\":\"t\"}");
    conforming(422, "POST", list, "", "{}");
    conforming(404, "GET", list + "/{id}", "", null);
    conforming(404, "DELETE", list + "/{id}", "", null);
    conforming(401, "GET", list, node.callAs("wrong", "GET", "/api/users/42/notifications", null));
    conforming(
        403, "GET", list, node.callAs(node.token("7"), "GET", "/api/users/42/notifications", null));
    conforming(
        415,
        "POST",
        list,
        node.callAs(
            TestNode.KEY,
            "POST",
            "/api/users/42/notifications",
            "x",
            "Content-Type",
            "text/plain"));
    conforming(413, "POST", list, "", "{\"title\":\"" + "x".repeat(70_000) + "\"}");
    conforming(
        406,
        "GET",
        list,
        node.callAs(
            TestNode.KEY, "GET", "/api/users/42/notifications", null, "Accept", "text/css"));
  }

  static Stream<String> drafts() {
    return Stream.of(
        "{\"title\":\"" + "ä".repeat(256) + "\"}",
        "{\"title\":\"" + "ä".repeat(257) + "\"}",
        "{\"title\":\"" + "😀".repeat(256) + "\"}",
        "{\"content\":\"" + "x".repeat(8_000) + "\"}",
        "{\"content\":\"" + "x".repeat(8_001) + "\"}",
        "{\"style\":\"info\"}",
        "{\"title\":\"t\",\"style\":\"loud\"}",
        "{\"title\":\"t\",\"progress\":100}",
        "{\"title\":\"t\",\"progress\":101}",
        "{\"title\":\"t\",\"progress\":-1}",
        "{\"title\":\"t\",\"progress\":1.5}",
        "{\"title\":\"t\",\"link\":\"/\"}",
        "{\"title\":\"t\",\"link\":\"HTTPS://x\"}",
        "{\"title\":\"t\",\"link\":\"//x\"}",
        "{\"title\":\"t\",\"link\":\"/\\\\x\"}",
        "{\"title\":\"t\",\"link\":\"javascript:x\"}",
        "{\"title\":\"t\",\"link\":\"/a b\"}",
        "{\"title\":\"t\",\"key\":\"" + "k".repeat(128) + "\"}",
        "{\"title\":\"t\",\"key\":\"\"}",
        "{\"title\":\"t\",\"key\":\"" + "k".repeat(129) + "\"}",
        "{\"title\":\"t\",\"category\":\"" + "k".repeat(65) + "\"}",
        "{\"title\":\"t\",\"ttlSeconds\":0}",
        "{\"title\":\"t\",\"ttlSeconds\":315360000}",
        "{\"title\":\"t\",\"ttlSeconds\":315360001}",
        "{\"title\":\"t\",\"ttlSeconds\":5,\"expiresAt\":\"2027-01-01T00:00:00Z\"}",
        "{\"title\":\"t\",\"expiresAt\":\"tomorrow\"}",
        "{\"title\":\"t\",\"quiet\":\"yes\"}",
        "{\"title\":\"t\",\"data\":[1,\"2\",{\"a\":true}]}",
        "{\"title\":\"t\",\"sound\":\"ping\"}");
  }

  @ParameterizedTest
  @MethodSource("drafts")
  void draft_isTakenByTheNode_whereTheSchemaAllowsIt(String draft) {
    bothAgree("DraftBody", "/api/users/drafts/notifications", draft);
  }

  static Stream<String> marks() {
    String id = "\"0198c1f0-7a52-7c1e-9d2b-6f1a4f0e3b11\"";
    return Stream.of(
        "{}",
        "{\"ids\":[" + id + "]}",
        "{\"ids\":[]}",
        "{\"ids\":[\"x\"]}",
        "{\"through\":0}",
        "{\"through\":-1}",
        "{\"through\":1,\"ids\":[" + id + "]}",
        "{\"ids\":[" + id + "],\"epoch\":\"x\"}",
        "{\"ids\":[" + (id + ",").repeat(999) + id + "]}",
        "{\"ids\":[" + (id + ",").repeat(1_000) + id + "]}");
  }

  @ParameterizedTest
  @MethodSource("marks")
  void mark_isTakenByTheNode_whereTheSchemaAllowsIt(String mark) {
    bothAgree("MarkBody", "/api/users/marks/notifications/read", mark);
  }

  private static void bothAgree(String schema, String path, String body) {
    List<String> faults = document.faults("/components/schemas/" + schema, TestNode.json(body));
    TestNode.Answer answer = node.call("POST", path, body);
    assertThat(answer.status() < 300)
        .as("the node says %s %s, the schema %s", answer.status(), answer.body(), faults)
        .isEqualTo(faults.isEmpty());
  }
}
