package dev.ringside.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People whom nobody knows: how they come in, and what they do not reach. */
@Timeout(120)
class GuestTest {

  private static final String SECRET = "a-secret-of-two-nodes-with-32-bytes-or-more";
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");
  private static final String ID = "0198c1f0-7a52-7c1e-9d2b-6f1a4f0e3b11";

  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node =
        TestNode.start(
            "ringside.guests.per.address", "0",
            "ringside.token.secret", SECRET,
            "ringside.accounts", "true");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Answer enter(TestNode at, @Nullable String body, String... headers) {
    return at.callAs(null, "POST", "/api/guests", body, headers);
  }

  private static JsonNode guest() {
    return enter(node, null).body();
  }

  @Test
  void guest_whoSaysNothing_hasAnIdAndANameOfTheOwn() throws Exception {
    Answer answer = enter(node, null);
    JsonNode guest = answer.body();
    JsonNode other = enter(node, "{}").body();

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(guest.path("user").asText()).matches("guest-[A-Za-z0-9_-]{22}");
    assertThat(guest.path("name").asText()).matches("[A-Z][a-z]+ [A-Z][a-z]+");
    assertThat(other.path("user").asText())
        .startsWith("guest-")
        .isNotEqualTo(guest.path("user").asText());
    assertThat(Duration.between(Instant.now(), Instant.parse(guest.path("expiresAt").asText())))
        .isBetween(Duration.ofHours(23), Duration.ofHours(24).plusSeconds(1));
    var claims = SignedJWT.parse(guest.path("token").asText()).getJWTClaimsSet();
    // A node of before there were guests takes tokens of the issuer "ringside" for users'.
    assertThat(claims.getIssuer()).isEqualTo("ringside-guest");
    assertThat(claims.getSubject()).isEqualTo(guest.path("user").asText());
    assertThat(claims.getStringClaim("name")).isEqualTo(guest.path("name").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ada", "  Zoë 🦦 ", "x", "guest-1"})
  void guest_mayChooseAName(String name) {
    Answer answer = enter(node, "{\"name\":\"" + name + "\"}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body().path("name").asText()).isEqualTo(name.strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "a\\nb", "\\u202eevil", "\\u0000", "\\ud800"})
  void name_thatCannotBeShown_isRefused(String name) {
    Answer answer = enter(node, "{\"name\":\"" + name + "\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("name");
  }

  @Test
  void name_thatIsTooLong_orAnotherField_isRefused() {
    assertThat(enter(node, "{\"name\":\"" + "é".repeat(64) + "\"}").status()).isEqualTo(201);
    assertThat(enter(node, "{\"name\":\"" + "é".repeat(65) + "\"}").status()).isEqualTo(422);
    assertThat(enter(node, "{\"user\":\"42\"}").status()).isEqualTo(400);
    assertThat(enter(node, "{\"name\":7}").status()).isEqualTo(400);
  }

  /** Every route that asks for a credential, but for those of rooms. */
  private static List<String> routes() {
    List<String> routes = new ArrayList<>();
    JsonNode document = node.callAs(null, "GET", "/openapi.json", null).body();
    for (var path : document.path("paths").properties()) {
      if (path.getKey().startsWith("/api/rooms")) {
        continue;
      }
      for (var operation : path.getValue().properties()) {
        if (!operation.getValue().path("security").isEmpty()) {
          routes.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return routes;
  }

  @Test
  void guest_reachesNothingThatIsAUsers() {
    JsonNode guest = guest();
    String token = guest.path("token").asText();
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    for (String route : routes()) {
      for (String user : List.of("me", guest.path("user").asText(), "42")) {
        String[] parts = route.split(" ", 2);
        String path = PARAMETER.matcher(parts[1].replace("{user}", user)).replaceAll(ID);
        Answer answer = node.callAs(token, parts[0], path, bodyOf(parts[0], path));
        asked++;
        if (answer.status() != 403) {
          wrong.add(parts[0] + " " + path + " was answered " + answer.raw().body());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(asked).isGreaterThan(60);
  }

  private static @Nullable String bodyOf(String method, String path) {
    if (method.equals("GET") || method.equals("DELETE")) {
      return null;
    }
    return path.equals("/api/accounts/password")
        ? "{\"password\":\"a\",\"newPassword\":\"b\"}"
        : "{}";
  }

  @Test
  void guest_isToldWhy() {
    String token = guest().path("token").asText();

    Answer answer = node.callAs(token, "GET", "/api/users/me/inbox", null);
    assertThat(answer.body().path("detail").asText()).startsWith("A guest has no inbox");
    assertThat(
            node.callAs(token, "POST", "/api/users/me/tickets", "{}")
                .body()
                .path("detail")
                .asText())
        .startsWith("A guest has no inbox");
  }

  @Test
  void guests_thatTheSettingsDoNotWant_areNotLetIn() throws Exception {
    String token = guest().path("token").asText();
    try (TestNode closed =
        TestNode.start("ringside.guests", "false", "ringside.token.secret", SECRET)) {
      Answer answer = enter(closed, null);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body().path("detail").asText()).contains("RINGSIDE_GUESTS");

      Answer known = closed.callAs(token, "GET", "/api/users/me/inbox", null);
      assertThat(known.status()).isEqualTo(401);
      assertThat(known.body().path("detail").asText()).contains("guest");
    }
  }

  @Test
  void guests_ofOneAddress_areCounted() throws Exception {
    try (TestNode limited =
        TestNode.start(
            "ringside.guests.per.address", "3", "ringside.trusted.proxies", "127.0.0.1")) {
      String[] one = {"X-Forwarded-For", "2001:db8:0:1::1"};
      String[] sameNetwork = {"X-Forwarded-For", "2001:db8:0:1:ffff::2"};
      String[] another = {"X-Forwarded-For", "2001:db8:0:2::1"};
      for (int i = 0; i < 3; i++) {
        assertThat(enter(limited, null, one).status()).isEqualTo(201);
      }

      Answer refused = enter(limited, null, sameNetwork);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 20);
      assertThat(refused.body().path("type").asText()).isEqualTo("/problems/too-many");
      assertThat(enter(limited, null, another).status()).isEqualTo(201);
      assertThat(limited.callAs(null, "GET", "/metrics", null).raw().body())
          .contains("ringside_refused_total{limit=\"guests_address\"} 1.0");
    }
  }

  @Test
  void visit_ends() throws Exception {
    try (TestNode brief = TestNode.start("ringside.guest.ttl.seconds", "2")) {
      String token = enter(brief, null).body().path("token").asText();
      Eventually.holds(
          "the visit is over",
          () -> brief.callAs(token, "GET", "/api/users/me/inbox", null).status() == 401);
    }
  }
}
