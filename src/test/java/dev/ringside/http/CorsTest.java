package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.http.Wire.Reply;
import dev.ringside.identity.Origins;
import dev.ringside.identity.Proxies;
import dev.ringside.metrics.Metrics;
import dev.ringside.tls.Tls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may read what is answered. */
@NullMarked
class CorsTest {

  private static final String NAMED = "https://app.example";

  private HttpServer server = serving(List.of(NAMED));

  private static HttpServer serving(List<String> origins) {
    HttpServer.Parts parts =
        new HttpServer.Parts(
            new Metrics(),
            new Origins(origins),
            new Proxies(List.of()),
            Tls.off(),
            new PageHeaders(Duration.ZERO));
    return HttpServer.start(HttpServerTest.options(), parts, List.of(new SampleResource()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply ask(String method, String origin, String more) throws IOException {
    return Wire.ask(
        server.address(),
        method
            + " /api/numbers/7 HTTP/1.1\r\nHost: x\r\nOrigin: "
            + origin
            + "\r\n"
            + more
            + "\r\n");
  }

  private Reply preflight(String origin) throws IOException {
    return ask(
        "OPTIONS",
        origin,
        "Access-Control-Request-Method: DELETE\r\n"
            + "Access-Control-Request-Headers: authorization\r\n");
  }

  @Test
  void preflight_ofANamedOrigin_isAllowed() throws IOException {
    Reply reply = preflight(NAMED);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(NAMED);
    assertThat(reply.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(reply.header("Access-Control-Allow-Methods")).contains("DELETE").contains("PUT");
    assertThat(reply.header("Access-Control-Allow-Headers")).contains("Authorization");
    assertThat(reply.header("Vary")).isEqualTo("Origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example",
        "https://app.example.evil.example",
        "https://app.example:8443",
        "http://app.example",
        "HTTPS://APP.EXAMPLE",
        "https://app.example, https://other.example",
        "null",
        "*"
      })
  void otherOrigins_areAllowedNothing(String origin) throws IOException {
    for (Reply reply : List.of(preflight(origin), ask("GET", origin, ""))) {
      assertThat(reply.header("Access-Control-Allow-Origin")).isNull();
      assertThat(reply.header("Access-Control-Allow-Credentials")).isNull();
      assertThat(reply.header("Vary")).isEqualTo("Origin");
    }
  }

  @Test
  void answer_forANamedOrigin_mayBeReadWithItsHeaders() throws IOException {
    Reply reply = ask("GET", NAMED, "");
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(NAMED);
    assertThat(reply.header("Access-Control-Expose-Headers")).contains("Retry-After");
    Reply refused =
        Wire.ask(
            server.address(),
            "GET /api/nothing HTTP/1.1\r\nHost: x\r\nOrigin: " + NAMED + "\r\n\r\n");
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(NAMED);
  }

  @Test
  void everyOrigin_mayReadButNotWithCookies() throws IOException {
    server.close();
    server = serving(List.of("*", NAMED));
    for (Reply reply : List.of(preflight("https://any.example"), ask("GET", "null", ""))) {
      assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(reply.header("Access-Control-Allow-Credentials")).isNull();
    }
    Reply named = ask("GET", NAMED, "");
    assertThat(named.header("Access-Control-Allow-Origin")).isEqualTo(NAMED);
    assertThat(named.header("Access-Control-Allow-Credentials")).isEqualTo("true");
  }

  @Test
  void request_withoutAnOrigin_isToldNothingOfThem() throws IOException {
    Reply reply = Wire.ask(server.address(), "GET /api/numbers/7 HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(reply.headers()).doesNotContainKeys("vary", "access-control-allow-origin");
  }
}
