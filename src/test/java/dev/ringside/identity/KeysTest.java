package dev.ringside.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** API keys, on two nodes that share nothing but the database. */
@Timeout(120)
class KeysTest {

  private static TestNode.Answer create(TestNode node, String body) {
    return node.call("POST", "/api/keys", body);
  }

  private static JsonNode made(TestNode node, String name, String scopes, String more) {
    TestNode.Answer answer =
        create(node, "{\"name\":\"%s\",\"scopes\":[%s]%s}".formatted(name, scopes, more));
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    return answer.body();
  }

  private static String key(JsonNode made) {
    return made.path("key").asText();
  }

  private static String id(JsonNode made) {
    return made.path("id").asText();
  }

  private static int read(TestNode node, String key) {
    return node.callAs(key, "GET", "/api/users/42/inbox", null).status();
  }

  private static String whyNot(TestNode node, String key) {
    return node.callAs(key, "GET", "/api/users/42/inbox", null).body().path("detail").asText();
  }

  private static void becomes(TestNode node, String key, int status) {
    Eventually.holds(() -> status + " but " + read(node, key), () -> read(node, key) == status);
  }

  private static JsonNode listed(TestNode node, String id) {
    for (JsonNode key : node.call("GET", "/api/keys", null).body().path("keys")) {
      if (id(key).equals(id)) {
        return key;
      }
    }
    throw new AssertionError("the key " + id + " is not listed");
  }

  @Test
  void key_isKnownToAllNodes_andToNoneOnceItIsRevoked() throws Exception {
    try (TestNode a = TestNode.start();
        TestNode b = TestNode.startIn(a.schema())) {
      JsonNode made = made(a, "web", "\"read\"", "");
      assertThat(key(made)).startsWith("rsk_");
      assertThat(read(a, key(made))).as("where it was made, at once").isEqualTo(200);
      becomes(b, key(made), 200);

      assertThat(b.call("DELETE", "/api/keys/" + id(made), null).status()).isEqualTo(204);
      assertThat(whyNot(b, key(made))).contains("not known");
      becomes(a, key(made), 401);
      assertThat(b.call("DELETE", "/api/keys/" + id(made), null).status()).isEqualTo(404);
      assertThat(b.call("DELETE", "/api/keys/nonsense", null).status()).isEqualTo(404);
    }
  }

  @Test
  void key_isKeptAsAHash_andNeverShownAgain() throws Exception {
    try (TestNode node = TestNode.start();
        Connection connection = node.database();
        Statement statement = connection.createStatement()) {
      JsonNode made = made(node, "web", "\"publish\",\"read\"", "");
      TestNode.Answer list = node.call("GET", "/api/keys", null);

      assertThat(list.raw().body()).contains("web").doesNotContain(key(made), "rsk_");
      JsonNode shown = listed(node, id(made));
      assertThat(shown.path("scopes").toString()).isEqualTo("[\"read\",\"publish\"]");
      assertThat(shown.has("expiresAt")).isFalse();
      try (ResultSet row = statement.executeQuery("select api_key::text from api_key")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).contains("web").doesNotContain(key(made).substring(4));
      }
    }
  }

  @Test
  void rotation_letsBothKeysIn_untilTheOverlapIsOver() throws Exception {
    try (TestNode a = TestNode.start();
        TestNode b = TestNode.startIn(a.schema())) {
      JsonNode old = made(a, "web", "\"read\"", "");
      becomes(b, key(old), 200);
      String rotate = "/api/keys/" + id(old) + "/rotate";

      TestNode.Answer answer = b.call("POST", rotate, "{\"overlapSeconds\":2}");
      assertThat(answer.status()).isEqualTo(201);
      JsonNode next = answer.body();
      assertThat(next.path("name").asText()).isEqualTo("web");
      assertThat(next.path("scopes")).isEqualTo(old.path("scopes"));
      assertThat(listed(a, id(old)).path("successor").asText()).isEqualTo(id(next));
      assertThat(b.call("POST", rotate, "{}").status()).as("a second rotation").isEqualTo(409);
      becomes(a, key(next), 200);

      becomes(a, key(old), 401);
      becomes(b, key(old), 401);
      assertThat(whyNot(b, key(old))).contains("has ended");
      assertThat(read(a, key(next))).isEqualTo(200);
    }
  }

  @Test
  void rotation_ofAKeyThatEnds_makesOneThatLivesAsLong() throws Exception {
    try (TestNode node = TestNode.start()) {
      JsonNode old = made(node, "web", "\"read\"", ",\"ttlSeconds\":86400");
      JsonNode next = node.call("POST", "/api/keys/" + id(old) + "/rotate", "{}").body();

      Instant end = Instant.parse(next.path("expiresAt").asText());
      Instant begin = Instant.parse(next.path("createdAt").asText());
      assertThat(Duration.between(begin, end)).isBetween(days(1).minusSeconds(2), days(1));
      Instant oldEnd = Instant.parse(listed(node, id(old)).path("expiresAt").asText());
      assertThat(Duration.between(begin, oldEnd)).isLessThan(Duration.ofHours(2));
    }
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  @Test
  void key_endsByItself_onAllNodes() throws Exception {
    try (TestNode a = TestNode.start();
        TestNode b = TestNode.startIn(a.schema())) {
      JsonNode made = made(a, "web", "\"read\"", ",\"ttlSeconds\":2");
      becomes(b, key(made), 200);

      becomes(a, key(made), 401);
      becomes(b, key(made), 401);
      assertThat(whyNot(a, key(made))).contains("has ended");
      made(a, "web", "\"read\"", "");
    }
  }

  @Test
  void name_ofALivingKey_isTaken() throws Exception {
    try (TestNode node = TestNode.start()) {
      made(node, "web", "\"read\"", "");
      for (String name : new String[] {"web", "configured"}) {
        TestNode.Answer again =
            create(node, "{\"name\":\"" + name + "\",\"scopes\":[\"publish\"]}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body().path("detail").asText()).contains(name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":\"a\"}",
        "{\"name\":\"a\",\"scopes\":[]}",
        "{\"name\":\"a\",\"scopes\":[null]}",
        "{\"name\":\"a\",\"scopes\":[\"root\"]}",
        "{\"name\":\"\",\"scopes\":[\"read\"]}",
        "{\"name\":\"a\\nb\",\"scopes\":[\"read\"]}",
        "{\"name\":\"a\",\"scopes\":[\"read\"],\"ttlSeconds\":0}",
        "{\"name\":\"a\",\"scopes\":[\"read\"],\"expiresAt\":\"2001-01-01T00:00:00Z\"}",
        "{\"name\":\"a\",\"scopes\":[\"read\"],\"expiresAt\":\"soon\"}"
      })
  void key_thatMakesNoSense_isRefused(String body) throws Exception {
    try (TestNode node = TestNode.start()) {
      assertThat(create(node, body).status()).isEqualTo(422);
    }
  }

  @Test
  void lastKeyThatMayDoEverything_stays_unlessOneIsConfigured() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode node = TestNode.startIn(schema, "ringside.api.key", "")) {
      String first = node.ringside().bean(ApiKeys.class).made().orElseThrow();
      JsonNode only = node.callAs(first, "GET", "/api/keys", null).body().path("keys").path(0);
      assertThat(only.path("name").asText()).isEqualTo("first");
      assertThat(only.path("scopes").toString()).isEqualTo("[\"admin\"]");
      String revoke = "/api/keys/" + id(only);

      TestNode.Answer refused = node.callAs(first, "DELETE", revoke, null);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body().path("detail").asText()).contains("RINGSIDE_API_KEY");

      String brief = "{\"name\":\"brief\",\"scopes\":[\"admin\"],\"ttlSeconds\":3600}";
      assertThat(node.callAs(first, "POST", "/api/keys", brief).status()).isEqualTo(201);
      assertThat(node.callAs(first, "DELETE", revoke, null).status())
          .as("with one left that ends")
          .isEqualTo(409);

      try (TestNode other = TestNode.startIn(schema)) {
        assertThat(other.call("DELETE", revoke, null).status()).isEqualTo(204);
      }
      becomes(node, first, 401);
    }
  }

  @Test
  void use_isWrittenDown_forKeysThatWereUsedAlone() throws Exception {
    try (TestNode node = TestNode.start("ringside.key.use.seconds", "0.1")) {
      JsonNode used = made(node, "used", "\"read\"", "");
      JsonNode idle = made(node, "idle", "\"read\"", "");
      assertThat(read(node, key(used))).isEqualTo(200);

      Eventually.holds("use", () -> listed(node, id(used)).has("lastUsedAt"));
      assertThat(listed(node, id(idle)).has("lastUsedAt")).isFalse();
    }
  }

  /** What a node of the version before has written, or writes while it runs beside this one. */
  @Test
  void key_ofTheVersionBefore_mayDoEverything() throws Exception {
    try (TestNode node = TestNode.start();
        Connection connection = node.database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into api_key (hash, name, created_at)"
              + " values (sha256('old-key'), 'old', now())");
      statement.execute("update identity_stamp set value = value + 1");

      becomes(node, "old-key", 200);
      assertThat(node.callAs("old-key", "GET", "/api/keys", null).status()).isEqualTo(200);
    }
  }
}
