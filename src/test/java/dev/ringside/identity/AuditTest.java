package dev.ringside.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.CapturedLog;
import dev.ringside.support.EventStream;
import dev.ringside.support.Eventually;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The audit log, and what no log may hold. */
@Timeout(120)
class AuditTest {

  private static JsonNode last(CapturedLog log) {
    assertThat(log.audit()).isNotEmpty();
    return log.audit().getLast();
  }

  private static JsonNode reader(TestNode node) {
    return node.call("POST", "/api/keys", "{\"name\":\"reader\",\"scopes\":[\"read\"]}").body();
  }

  @Test
  void security_tellsWhoDidWhat_andNothingOfOtherChanges() throws Exception {
    try (CapturedLog log = new CapturedLog();
        TestNode node = TestNode.start()) {
      JsonNode key = reader(node);
      JsonNode made = last(log);
      assertThat(made.path("key").asText()).isEqualTo("configured");
      assertThat(made.path("method").asText()).isEqualTo("POST");
      assertThat(made.path("route").asText()).isEqualTo("/api/keys");
      assertThat(made.path("targetKey")).isEqualTo(key.path("id"));
      assertThat(made.path("status").asInt()).isEqualTo(201);
      assertThat(made.path("address").asText()).isEqualTo("127.0.0.1");
      assertThat(made.path("time").asText()).endsWith("Z");

      assertThat(node.token("42")).isNotEmpty();
      assertThat(last(log).path("route").asText()).isEqualTo("/api/users/{user}/tokens");
      assertThat(last(log).path("targetUser").asText()).isEqualTo("42");

      int before = log.audit().size();
      assertThat(node.publish("42", "{\"title\":\"t\"}").status()).isEqualTo(201);
      assertThat(node.call("GET", "/api/keys", null).status()).isEqualTo(200);
      assertThat(log.audit()).hasSize(before);

      assertThat(node.call("DELETE", "/api/users/42", null).status()).isEqualTo(204);
      assertThat(last(log).path("method").asText()).isEqualTo("DELETE");
      assertThat(last(log).path("status").asInt()).isEqualTo(204);
    }
  }

  @Test
  void refusedCredential_isTold_withoutWhatWasShown() throws Exception {
    try (CapturedLog log = new CapturedLog();
        TestNode node = TestNode.start()) {
      JsonNode key = reader(node);
      assertThat(node.callAs("rsk_wrong", "GET", "/api/keys", null).status()).isEqualTo(401);
      assertThat(last(log).path("status").asInt()).isEqualTo(401);
      assertThat(last(log).path("why").asText()).contains("not known");
      assertThat(last(log).has("key")).isFalse();

      String shown = key.path("key").asText();
      assertThat(node.callAs(shown, "DELETE", "/api/users/42", null).status()).isEqualTo(403);
      assertThat(last(log).path("key").asText()).isEqualTo("reader");
      assertThat(last(log).path("keyId")).isEqualTo(key.path("id"));
      assertThat(last(log).path("targetUser").asText()).isEqualTo("42");

      String token = node.token("7");
      assertThat(node.callAs(token, "GET", "/api/users/42/inbox", null).status()).isEqualTo(403);
      assertThat(last(log).path("user").asText()).isEqualTo("7");

      try (Tab refused = Tab.of(node, "42", "wrong")) {
        refused.resume();
        assertThat(refused.awaitClose()).isEqualTo(4401);
      }
      assertThat(last(log).path("route").asText()).isEqualTo("/ws");
      assertThat(last(log).path("method").asText()).isEqualTo("hello");
      assertThat(last(log).path("why").asText()).contains("none that is known here");
    }
  }

  @Test
  void refusals_thatAreTooMany_areCounted() throws Exception {
    try (CapturedLog log = new CapturedLog();
        TestNode node = TestNode.start("ringside.audit.refusals.per.second", "2")) {
      for (int i = 0; i < 50; i++) {
        assertThat(node.callAs("wrong", "GET", "/api/keys", null).status()).isEqualTo(401);
      }
      Eventually.holds(() -> "all: " + log.audit(), () -> told(log) == 50);
      assertThat(log.audit().size()).isLessThan(50);
    }
  }

  private static int told(CapturedLog log) {
    return log.audit().stream().mapToInt(line -> line.path("refusedMore").asInt(1)).sum();
  }

  @Test
  void all_tellsEachChange_andOff_none() throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      try (TestNode node = TestNode.start("ringside.audit", "all")) {
        assertThat(node.publish("42", "{\"title\":\"t\"}").status()).isEqualTo(201);
        assertThat(last(log).path("route").asText()).isEqualTo("/api/users/{user}/notifications");
        int before = log.audit().size();
        assertThat(node.call("GET", "/api/users/42/inbox", null).status()).isEqualTo(200);
        assertThat(log.audit()).hasSize(before);
      }
      int before = log.audit().size();
      try (TestNode node = TestNode.start("ringside.audit", "off")) {
        assertThat(node.token("42")).isNotEmpty();
        assertThat(node.callAs("wrong", "GET", "/api/keys", null).status()).isEqualTo(401);
      }
      assertThat(log.audit()).hasSize(before);
    }
  }

  @Test
  void line_isEndedByNothingFromOutside() throws Exception {
    try (CapturedLog log = new CapturedLog();
        TestNode node = TestNode.start("ringside.audit", "all")) {
      for (String id :
          List.of("a\nb", "a\r\n{\"status\":200}", "a\"b", "a\u2028\u0085b\u001b[2J", "ä")) {
        var _ = node.call("POST", "/api/users/" + TestNode.encode(id) + "/tokens", "{}");
        assertThat(last(log).path("targetUser").asText()).isEqualTo(id);
      }
      var _ = node.call("DELETE", "/api/users/" + "x".repeat(4_000), null);
      assertThat(log.auditLines())
          .allSatisfy(
              line -> assertThat(line).matches("[ -~]+").hasSizeLessThan(1_000).startsWith("{"));
    }
  }

  @Test
  void secrets_areInNoLine_ofARunThatUsesThemAll() throws Exception {
    List<String> secrets = new ArrayList<>(List.of("once-only-7", "Nobody else's business"));
    String schema = TestPostgres.freshSchema();
    try (CapturedLog log = new CapturedLog();
        TestNode own = TestNode.startIn(schema, "ringside.api.key", "", "ringside.audit", "all");
        TestNode node = TestNode.startIn(schema, "ringside.audit", "all")) {
      secrets.add(TestNode.KEY);
      secrets.add(own.ringside().bean(ApiKeys.class).made().orElseThrow());
      JsonNode key = reader(node);
      secrets.add(key.path("key").asText());
      JsonNode next =
          node.call("POST", "/api/keys/" + key.path("id").asText() + "/rotate", "{}").body();
      secrets.add(next.path("key").asText());
      String token = node.token("42");
      secrets.add(token);
      use(node, token, key.path("key").asText());
      assertThat(node.call("POST", "/api/token-secret/rotate", "{}").status()).isEqualTo(200);
      String id = next.path("id").asText();
      assertThat(node.call("DELETE", "/api/keys/" + id, null).status()).isEqualTo(204);
      for (String bad : List.of("rsk_never-made", token + "x", "Basic-looking")) {
        secrets.add(bad);
        assertThat(node.callAs(bad, "GET", "/api/users/42/inbox", null).status()).isEqualTo(401);
        try (Tab refused = Tab.of(node, "42", bad)) {
          refused.resume();
          assertThat(refused.awaitClose()).isEqualTo(4401);
        }
      }
      secrets.addAll(stored(node));
      assertThat(node.call("DELETE", "/api/users/42", null).status()).isEqualTo(204);
      assertThat(log.auditLines()).hasSizeGreaterThan(8);

      for (String secret : secrets) {
        assertThat(secret).hasSizeGreaterThan(7);
        assertThat(log.lines()).noneMatch(line -> line.contains(secret));
      }
    }
  }

  private static void use(TestNode node, String token, String key) {
    assertThat(
            node.publish(
                    "42",
                    "{\"title\":\"Nobody else's business\"}",
                    "Idempotency-Key",
                    "once-only-7")
                .status())
        .isEqualTo(201);
    assertThat(node.callAs(key, "POST", "/api/users/42/notifications", "{}").status())
        .isEqualTo(403);
    assertThat(node.callAs(token, "GET", "/api/users/me/notifications", null).status())
        .isEqualTo(200);
    try (Tab tab = Tab.of(node, "42", token);
        EventStream stream = new EventStream(node, "42")) {
      tab.resume();
      tab.awaitRevision(1);
      stream.connect();
      Eventually.holds("event", () -> stream.model().frames() > 0);
    }
  }

  /** What is kept in the database, as it might be printed. */
  private static List<String> stored(TestNode node) throws Exception {
    List<String> forms = new ArrayList<>();
    try (Connection connection = node.database();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select value from secret union all select hash from api_key")) {
      while (row.next()) {
        byte[] secret = row.getBytes(1);
        forms.add(HexFormat.of().formatHex(secret));
        forms.add(Base64.getEncoder().encodeToString(secret));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
      }
    }
    return forms;
  }
}
