package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.http.Wire.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {

  private static HttpServer server;
  private static InetSocketAddress address;

  @BeforeAll
  static void start() {
    server = HttpServer.start(HttpServerTest.options(), HttpServerTest.parts(), List.of());
    address = server.address();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Reply ask(String line, String headers) throws IOException {
    return Wire.ask(address, line + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/sample/ | text/html; charset=utf-8",
        "/sample/index.html | text/html; charset=utf-8",
        "/sample/page.js | text/javascript; charset=utf-8",
        "/sample/page.js?v=1 | text/javascript; charset=utf-8",
        "/sample/page.d.ts | text/plain; charset=utf-8",
        "/sample/page.css | text/css; charset=utf-8",
        "/sample/page%2Ecss | text/css; charset=utf-8",
        "/sample/page.json | application/json",
        "/sample/page.svg | image/svg+xml"
      })
  void file_isServedWithItsTypeAndHeaders(String path, String type) throws IOException {
    Reply reply = ask("GET " + path, "");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo(type);
    assertThat(reply.body()).isNotEmpty();
    assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.header("Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                + " font-src 'self'; media-src 'self'; manifest-src 'self'; frame-src 'self';"
                + " connect-src 'self';"
                + " base-uri 'none'; form-action 'self'; frame-ancestors 'self'");
    assertThat(reply.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(reply.header("Permissions-Policy")).contains("camera=()", "geolocation=()");
    assertThat(reply.header("Strict-Transport-Security")).isNull();
  }

  @Test
  void file_known_is304() throws IOException {
    String tag = ask("GET /sample/page.js", "").header("ETag");
    for (String known : List.of(tag, "\"x\", W/" + tag, "*")) {
      try (Wire wire = new Wire(address)) {
        Reply reply =
            wire.say(
                    "GET /sample/page.js HTTP/1.1\r\nHost: x\r\nIf-None-Match: "
                        + known
                        + "\r\n\r\n")
                .replyWithoutBody();
        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.header("ETag")).isEqualTo(tag);
        assertThat(wire.say("GET /sample/page.js HTTP/1.1\r\nHost: x\r\n\r\n").reply().status())
            .isEqualTo(200);
      }
    }
    assertThat(ask("GET /sample/page.js", "If-None-Match: \"x\"\r\n").status()).isEqualTo(200);
  }

  @Test
  void head_hasLengthAndNoBody() throws IOException {
    int length = ask("GET /sample/page.js", "").body().length();
    try (Wire wire = new Wire(address)) {
      Reply reply = wire.say("HEAD /sample/page.js HTTP/1.1\r\nHost: x\r\n\r\n").replyWithoutBody();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Length")).isEqualTo("" + length);
      assertThat(wire.say("GET /sample/page.js HTTP/1.1\r\nHost: x\r\n\r\n").reply().status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/nothing.js",
        "/..",
        "/../",
        "/sample/../sample/page.js",
        "/sample/%2e%2e/sample/page.js",
        "/..%2f..%2fpom.xml",
        "/%2e%2e/dev/ringside/http/HttpServer.class",
        "/sample//page.js",
        "//sample/page.js",
        "/sample%5cpage.js",
        "/sample/page.js%00",
        "/sample/.hidden.js",
        "/sample/folder.js",
        "/sample/folder.js/"
      })
  void path_odd_is404Problem(String path) throws IOException {
    Reply reply = ask("GET " + path, "");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.isProblem()).isTrue();
  }

  @Test
  void folder_withoutSlash_redirects() throws IOException {
    Reply reply = ask("GET /sample", "");
    assertThat(reply.status()).isEqualTo(308);
    assertThat(reply.header("Location")).isEqualTo("sample/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE", "OPTIONS", "FOO"})
  void method_other_is405WithAllow(String method) throws IOException {
    Reply reply = ask(method + " /sample/page.js", "");
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(reply.isProblem()).isTrue();
  }
}
