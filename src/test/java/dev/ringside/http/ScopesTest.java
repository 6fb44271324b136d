package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.TestNode;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key of each scope against every route that the node says it has. */
@Timeout(120)
class ScopesTest {

  private static final Path PAGE = Path.of("docs", "keys.md");
  private static final List<String> SCOPES = List.of("read", "publish", "admin");

  private static TestNode node;
  private static JsonNode document;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
    document = node.callAs(null, "GET", "/openapi.json", null).body();
  }

  @AfterAll
  static void stop() {
    node.close();
    HTTP.close();
  }

  private static String key(String name, Set<String> scopes) {
    String list = scopes.stream().map(s -> '"' + s + '"').collect(Collectors.joining(","));
    TestNode.Answer made =
        node.call("POST", "/api/keys", "{\"name\":\"" + name + "\",\"scopes\":[" + list + "]}");
    assertThat(made.status()).isEqualTo(201);
    return made.body().path("key").asText();
  }

  /** What each route needs; empty for nothing. */
  private static Map<String, Set<String>> routes() {
    Map<String, Set<String>> routes = new TreeMap<>();
    for (var path : document.path("paths").properties()) {
      if (path.getKey().startsWith("/api/accounts")) {
        continue; // For whoever signs in, and for no key.
      }
      for (var operation : path.getValue().properties()) {
        Set<String> scopes = new HashSet<>();
        operation.getValue().at("/security/0/bearer").forEach(each -> scopes.add(each.asText()));
        routes.put(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), scopes);
      }
    }
    return routes;
  }

  static List<Set<String>> keys() {
    return List.of(Set.of("read"), Set.of("publish"), Set.of("read", "publish"), Set.of("admin"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void key_mayCallWhatItsScopesAllow_andNothingElse(Set<String> scopes) throws Exception {
    String key = key(String.join(" ", scopes), scopes);
    List<String> wrong = new ArrayList<>();
    for (var route : routes().entrySet()) {
      Set<String> lacking = new HashSet<>(route.getValue());
      lacking.removeAll(scopes);
      boolean allowed = lacking.isEmpty() || scopes.contains("admin");
      HttpResponse<InputStream> answer = call(key, route.getKey());
      try (InputStream body = answer.body()) {
        boolean isRefused = answer.statusCode() == 403;
        String said = isRefused ? new String(body.readAllBytes(), StandardCharsets.UTF_8) : "";
        if (answer.statusCode() == 401
            || allowed == isRefused
            || (isRefused && lacking.stream().anyMatch(scope -> !said.contains(scope)))) {
          wrong.add(route + " was answered " + answer.statusCode() + said);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static HttpResponse<InputStream> call(String key, String route) throws Exception {
    String[] parts = route.split(" ", 2);
    String path = parts[1].replaceAll("\\{[^}]*}", "0198c1f0-7a52-7c1e-9d2b-6f1a4f0e3b11");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + path))
            .header("Authorization", "Bearer " + key)
            .method(
                parts[0],
                parts[0].equals("GET") || parts[0].equals("DELETE")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString("[]"));
    request.header("Content-Type", "application/json");
    return HTTP.send(request.build(), BodyHandlers.ofInputStream());
  }

  /** By hand, so that an annotation that is lost is noticed. */
  @Test
  void routes_thatNeedMoreThanReadOrPublish_areThese() {
    Map<String, Set<String>> special = routes();
    special.entrySet().removeIf(route -> route.getValue().size() < 2 && !isAdmin(route.getValue()));

    assertThat(special)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("GET /api/keys", Set.of("admin")),
                Map.entry("GET /api/rooms/{room}/statistics", Set.of("admin")),
                Map.entry("GET /api/statistics", Set.of("admin")),
                Map.entry("POST /api/keys", Set.of("admin")),
                Map.entry("DELETE /api/keys/{keyId}", Set.of("admin")),
                Map.entry("POST /api/keys/{keyId}/rotate", Set.of("admin")),
                Map.entry("POST /api/token-secret/rotate", Set.of("admin")),
                Map.entry("DELETE /api/users/{user}", Set.of("admin")),
                Map.entry("POST /api/users/{user}/tickets", Set.of("read", "publish")),
                Map.entry("POST /api/users/{user}/tokens", Set.of("read", "publish")),
                Map.entry("DELETE /api/rooms/{room}/messages", Set.of("admin")),
                Map.entry("DELETE /api/rooms/{room}/members/{user}", Set.of("admin")),
                Map.entry("GET /api/rooms/{room}/bans", Set.of("admin")),
                Map.entry("PUT /api/rooms/{room}/bans/{user}", Set.of("admin")),
                Map.entry("DELETE /api/rooms/{room}/bans/{user}", Set.of("admin"))));
  }

  private static boolean isAdmin(Set<String> scopes) {
    return scopes.contains("admin");
  }

  @Test
  void routes_withoutAScope_areThoseThatAskForNoCredential() {
    Map<String, Set<String>> open = routes();
    open.values().removeIf(scopes -> !scopes.isEmpty());

    assertThat(open.keySet())
        .containsExactlyInAnyOrder(
            "GET /api/client",
            "GET /health/live",
            "GET /health/ready",
            "GET /metrics",
            "GET /openapi.json",
            "POST /api/guests");
  }

  @Test
  void user_needsNoScope_andKeysAreNoneOfTheUsers() {
    String token = node.token("42");

    assertThat(node.callAs(token, "GET", "/api/users/me/inbox", null).status()).isEqualTo(200);
    assertThat(
            node.callAs(token, "POST", "/api/users/me/notifications/read", "{\"through\":1}")
                .status())
        .isEqualTo(200);
    assertThat(node.callAs(token, "GET", "/api/keys", null).status()).isEqualTo(403);
    assertThat(node.callAs(token, "DELETE", "/api/keys/x", null).status()).isEqualTo(403);
    assertThat(node.callAs(token, "POST", "/api/token-secret/rotate", "{}").status())
        .isEqualTo(403);
  }

  @Test
  void scopes_ofThePage_areThoseOfTheCode() throws Exception {
    StringBuilder table = new StringBuilder("| scope | calls |\n|---|---|\n");
    Map<String, Set<String>> routes = routes();
    for (String scope : SCOPES) {
      table.append("| `").append(scope).append("` | ").append(calls(routes, Set.of(scope)));
      table.append(" |\n");
    }
    table.append("| `read` and `publish` | ");
    table.append(calls(routes, Set.of("read", "publish"))).append(" |");
    String page = Files.readString(PAGE);
    int from = page.indexOf("<!-- scopes -->\n") + "<!-- scopes -->\n".length();
    int to = page.indexOf("\n<!-- end -->", from);
    assertThat(to).isPositive();
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    } else {
      assertThat(page.substring(from, to))
          .as("the scopes of docs/keys.md; -Ddocs.write=true writes them anew")
          .isEqualTo(table.toString());
    }
  }

  private static String calls(Map<String, Set<String>> routes, Set<String> scopes) {
    return routes.entrySet().stream()
        .filter(route -> route.getValue().equals(scopes))
        .map(route -> "`" + route.getKey() + "`")
        .collect(Collectors.joining(", "));
  }
}
