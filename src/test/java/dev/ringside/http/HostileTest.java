package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.ringside.support.RawSocket;
import dev.ringside.support.SmallApplication;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import dev.ringside.support.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is tried on ports that the internet reaches. Each attempt gets the answer that the documents
 * promise, and after each one somebody else is served as ever.
 */
class HostileTest {

  private static final String ORIGIN = "https://shop.example";

  /** Stands before a body that is not to be given a length. */
  private static final String CHUNKS = "\u0001";

  private static final String SECRET = "a secret of forty characters, or a few more";

  private static SmallApplication application;
  private static TestNode node;
  private static TestNode other;
  private static BadCredential.Arena arena;
  private static Tab bystander;
  private static int published;

  @BeforeAll
  static void start() throws Exception {
    application = SmallApplication.start();
    RSAKey key = new RSAKeyGenerator(2048).generate();
    String[] settings = {
      "ringside.broker",
      "postgres",
      "ringside.allowed.origins",
      ORIGIN,
      "ringside.token.secret",
      SECRET,
      "ringside.jwt.algorithm",
      "RS256",
      "ringside.jwt.public.key",
      BadCredential.pem(key),
      "ringside.jwt.issuer",
      "shop",
      "ringside.jwt.audience",
      "ringside",
      "ringside.session.query",
      application.sessionQuery(),
      "ringside.session.cookie",
      SmallApplication.COOKIE,
      "ringside.sessions.per.address",
      "0"
    };
    String schema = TestPostgres.freshSchema();
    node = TestNode.startIn(schema, settings);
    other = TestNode.startIn(schema, settings);
    String ended = application.signIn(42);
    application.signOut(ended);
    arena = new BadCredential.Arena(key, SECRET, ended, ticket("42"));
    bystander = Tab.open(node, "bystander");
  }

  @AfterAll
  static void stop() {
    bystander.close();
    other.close();
    node.close();
    application.close();
  }

  private static String ticket(String user) {
    return node.call("POST", "/api/users/" + user + "/tickets", "{}")
        .body()
        .path("ticket")
        .asText();
  }

  @AfterEach
  void somebodyElse_isServedAsEver() {
    published++;
    assertThat(node.publish("bystander", "{\"title\":\"ring " + published + "\"}").status())
        .isEqualTo(201);
    bystander.awaitRevision(published);
    bystander.check();
  }

  // ---- who somebody claims to be

  @Test
  void credential_thatIsGood_opensAllDoors() throws Exception {
    String good = BadCredential.good(arena);
    assertThat(node.callAs(good, "GET", "/api/users/me/inbox", null).status()).isEqualTo(200);
    assertThat(node.callAs(application.signIn(42), "GET", "/api/users/42/inbox", null).status())
        .isEqualTo(200);
    try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
      assertThat(socket.handshake("/ws", "Authorization: Bearer " + good).status()).isEqualTo(101);
    }
  }

  @ParameterizedTest
  @EnumSource
  void credential_thatIsBad_isRefusedOverHttp(BadCredential bad) throws Exception {
    Answer answer = node.callAs(bad.in(arena), "GET", "/api/users/me/inbox", null);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.body().path("detail").asText()).isNotEmpty();
    assertNoEcho(bad, answer.raw().body());
  }

  @ParameterizedTest
  @EnumSource
  void credential_thatIsBad_isRefusedInTheHandshake(BadCredential bad) throws Exception {
    try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
      RawSocket.Answer answer = socket.handshake("/ws", "Authorization: Bearer " + bad.in(arena));
      assertThat(answer.status()).isEqualTo(403);
      assertNoEcho(bad, answer.body());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EMPTY")
  void credential_thatIsBad_isRefusedInAHello(BadCredential bad) throws Exception {
    try (RawSocket socket = RawSocket.open(node.socketAddress())) {
      socket.sendText("{\"type\":\"hello\",\"token\":" + quoted(bad.in(arena)) + "}");
      assertNoEcho(bad, socket.readText());
      assertThat(socket.readCloseCode()).isEqualTo(4401);
    }
  }

  private static void assertNoEcho(BadCredential bad, String answer) throws Exception {
    String secret = bad.in(arena);
    assertThat(secret.length() > 12 && answer.contains(secret)).isFalse();
  }

  private static String quoted(String text) {
    return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
  }

  @Test
  void apiKey_isNoUsersCredential() {
    try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
      assertThat(socket.handshake("/ws", "Authorization: Bearer " + TestNode.KEY).status())
          .isEqualTo(403);
    }
    try (RawSocket socket = RawSocket.open(node.socketAddress())) {
      socket.sendText("{\"type\":\"hello\",\"token\":\"" + TestNode.KEY + "\"}");
      assertThat(socket.readCloseCode()).isEqualTo(4401);
    }
    assertThat(node.call("GET", "/api/users/me/inbox", null).status()).isEqualTo(422);
  }

  @Test
  void ticket_shownOnTwoNodesAtOnce_opensOneSession() throws Exception {
    for (int round = 0; round < 10; round++) {
      String target = "/ws?ticket=" + ticket("42");
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Callable<Integer>> tries = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          TestNode at = i % 2 == 0 ? node : other;
          tries.add(
              () -> {
                try (RawSocket socket = RawSocket.connect(at.socketAddress())) {
                  return socket.handshake(target).status();
                }
              });
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> each : threads.invokeAll(tries)) {
          statuses.add(each.get());
        }
        assertThat(statuses).containsOnlyOnce(101).contains(403);
      }
    }
  }

  @Test
  void ticket_opensASessionOfItsUserAndNothingElse() {
    String spent = ticket("42");
    try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
      assertThat(socket.handshake("/ws?ticket=" + spent).status()).isEqualTo(101);
      socket.sendText("{\"type\":\"hello\"}");
      assertThat(TestNode.json(socket.readText()).path("user").asText()).isEqualTo("42");
    }
    String fresh = ticket("42");
    assertThat(node.callAs(null, "GET", "/api/users/42/inbox?ticket=" + fresh, null).status())
        .isEqualTo(401);
    assertThat(
            node.callAs(
                    null,
                    "POST",
                    "/api/users/42/notifications/read?ticket=" + fresh,
                    "{\"through\":1}")
                .status())
        .isEqualTo(401);
    assertThat(node.callAs(null, "GET", "/api/users/43/events?ticket=" + fresh, null).status())
        .isEqualTo(403);
  }

  @Test
  void session_isOfWhoeverSignedIn_notOfWhoeverSetTheCookie() throws Exception {
    // Fixation: a secret that somebody chose beforehand is worth nothing.
    String chosen = "chosen-by-somebody-else";
    assertThat(
            node.callAs(
                    null,
                    "GET",
                    "/api/users/me/inbox",
                    null,
                    "Cookie",
                    SmallApplication.COOKIE + "=" + chosen)
                .status())
        .isEqualTo(401);
    // Of two cookies of one name, the first counts, and no other is tried.
    Answer answer =
        node.callAs(
            null,
            "GET",
            "/api/users/me/inbox",
            null,
            "Cookie",
            SmallApplication.COOKIE
                + "="
                + chosen
                + "; "
                + SmallApplication.COOKIE
                + "="
                + application.signIn(42));
    assertThat(answer.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @MethodSource("foreignOrigins")
  void page_ofAnotherSite_opensNoSocketByACookie(String origin) throws Exception {
    String cookie = SmallApplication.COOKIE + "=" + application.signIn(42);
    try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
      assertThat(socket.handshake("/ws", "Origin: " + origin, "Cookie: " + cookie).status())
          .isEqualTo(403);
    }
    assertThat(
            node.callAs(
                    null,
                    "POST",
                    "/api/users/me/notifications/read",
                    "{\"through\":1}",
                    "Cookie",
                    cookie,
                    "Origin",
                    origin)
                .status())
        .isEqualTo(403);
  }

  static List<String> foreignOrigins() {
    return List.of(
        "https://evil.example",
        "http://shop.example",
        "https://shop.example:444",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "https://shop.example@evil.example",
        "null",
        "*",
        "file://");
  }

  // ---- what somebody reaches for

  @Test
  void user_whoGuessesIds_reachesNothingOfOthers() {
    String id = node.publish("victim", "{\"title\":\"private\"}").body().path("id").asText();
    String token = node.token("mallory");
    List<String> own =
        List.of(
            "GET /api/users/me/notifications/" + id,
            "DELETE /api/users/me/notifications/" + id,
            "GET /api/users/mallory/notifications/" + id);
    for (String call : own) {
      String[] parts = call.split(" ", -1);
      assertThat(node.callAs(token, parts[0], parts[1], null).status()).as(call).isEqualTo(404);
    }
    for (String mark : List.of("read", "unread", "delete")) {
      Answer answer =
          node.callAs(
              token, "POST", "/api/users/me/notifications/" + mark, "{\"ids\":[\"" + id + "\"]}");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().path("revision").asInt()).isZero();
    }
    Set<String> others =
        Set.of(
            "GET /api/users/victim/inbox",
            "GET /api/users/victim/notifications",
            "GET /api/users/victim/notifications/" + id,
            "GET /api/users/victim/changes",
            "GET /api/users/victim/events",
            "GET /api/users/victim/export",
            "GET /api/users/victim/sessions",
            "GET /api/users/victim/topics",
            "GET /api/users/victim/scheduled",
            "DELETE /api/users/victim",
            "DELETE /api/users/victim/sessions",
            "DELETE /api/users/victim/notifications/" + id,
            "DELETE /api/users/me");
    for (String call : others) {
      String[] parts = call.split(" ", -1);
      assertThat(node.callAs(token, parts[0], parts[1], null).status()).as(call).isEqualTo(403);
    }
    for (String call :
        List.of(
            "/api/users/victim/tokens",
            "/api/users/me/tokens",
            "/api/users/victim/tickets",
            "/api/users/victim/notifications",
            "/api/users/me/notifications",
            "/api/notifications")) {
      assertThat(node.callAs(token, "POST", call, "{\"title\":\"t\"}").status())
          .as(call)
          .isIn(403, 400);
    }
    JsonNode left = node.call("GET", "/api/users/victim/inbox", null).body();
    assertThat(left.path("revision").asInt()).isEqualTo(1);
    assertThat(left.path("unread").asInt()).isEqualTo(1);
  }

  /**
   * An attempt over HTTP.
   *
   * @param head what stands before the empty line, without the host
   * @param statuses what may be answered
   */
  record Attempt(String name, String head, String body, Set<Integer> statuses) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Attempt get(String name, String target, Integer... statuses) {
    return new Attempt(name, "GET " + target + " HTTP/1.1", "", Set.of(statuses));
  }

  private static Attempt post(String name, String body, Integer... statuses) {
    return new Attempt(
        name,
        "POST /api/users/42/notifications HTTP/1.1\r\nContent-Type: application/json",
        body,
        Set.of(statuses));
  }

  private static Attempt head(String name, String lines, Integer... statuses) {
    return new Attempt(name, "GET /api/users/42/inbox HTTP/1.1\r\n" + lines, "", Set.of(statuses));
  }

  static Stream<Attempt> attempts() {
    return Stream.of(
        get("a way up", "/api/users/42/../43/inbox", 404),
        get("a way up, encoded", "/api/users/%2e%2e%2f43/inbox", 200),
        get("a way up to files", "/../../../../etc/passwd", 404),
        get("a way up to files, encoded", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", 404),
        get("a way up to files, by backslashes", "/..%5c..%5cetc%5cpasswd", 404),
        get("a hidden file", "/.git/config", 404),
        get("a class file", "/dev/ringside/app/Main.class", 404),
        get("a migration", "/db/migration/V1__the_log.sql", 404),
        get("two slashes", "//api/users/42/inbox", 404),
        get("a user with NUL", "/api/users/a%00b/inbox", 422),
        get("a user with a line break", "/api/users/a%0d%0aX-Admin:%201/inbox", 422),
        get("a user with an escape sequence", "/api/users/a%1b%5b31m/inbox", 422),
        get("a user of overlong UTF-8", "/api/users/%c0%ae%c0%ae/inbox", 400),
        get("a user of half a surrogate pair", "/api/users/%ed%a0%80/inbox", 400),
        get("a user that is SQL", "/api/users/'%3bdrop%20table%20inbox%3b--/inbox", 200),
        get("a category that is SQL", "/api/users/42/notifications?category='or'1'='1", 200),
        get("a page of all", "/api/users/42/notifications?limit=1000000", 422),
        get("a page before words", "/api/users/42/notifications?before=1%20or%201=1", 400),
        get("a wait for ever", "/api/users/42/changes?wait=999999", 422),
        get("an address of another server", "http://169.254.169.254/latest/meta-data", 400, 404),
        get("a target of many kilobytes", "/api/users/" + "a".repeat(20_000) + "/inbox", 431),
        new Attempt("a trace", "TRACE /api/users/42/inbox HTTP/1.1", "", Set.of(405, 501)),
        new Attempt("a tunnel", "CONNECT 10.0.0.1:22 HTTP/1.1", "", Set.of(400, 501)),
        head("two hosts", "Host: evil.example", 400),
        head("two credentials", "Authorization: Bearer nonsense", 401),
        head("another method by a header", "X-HTTP-Method-Override: DELETE", 200),
        head("another path by a header", "X-Original-URL: /api/keys", 200),
        head("another user by a header", "X-User: 43\r\nX-Forwarded-User: 43", 200),
        head("a folded header", "X-A: b\r\n c", 200, 400),
        head("a header without a name", ": b", 400),
        head("a header with a space before its colon", "X-A : b", 400),
        head("a header with NUL", "X-A: b\0c", 400),
        head("headers of many kilobytes", "X-A: " + "a".repeat(40_000), 431),
        head("a thousand headers", "X-A: b\r\n".repeat(1_000) + "X-A: b", 200, 431, 400),
        new Attempt(
            "two lengths",
            "POST /api/users/42/notifications HTTP/1.1\r\nContent-Length: 3",
            "{\"title\":\"t\"}",
            Set.of(400)),
        new Attempt(
            "a length and chunks",
            "POST /api/users/42/notifications HTTP/1.1\r\nTransfer-Encoding: chunked",
            "{\"title\":\"t\"}",
            Set.of(400)),
        new Attempt(
            "a length before chunks",
            "POST /api/users/42/notifications HTTP/1.1\r\nContent-Length: 4"
                + "\r\nTransfer-Encoding: chunked",
            "",
            Set.of(400)),
        new Attempt(
            "chunks of nothing",
            "POST /api/users/42/notifications HTTP/1.1\r\nTransfer-Encoding: chunked",
            CHUNKS + "0\r\n\r\n",
            Set.of(400)),
        new Attempt(
            "a compressed bomb",
            "POST /api/users/42/notifications HTTP/1.1\r\nContent-Type: application/json"
                + "\r\nContent-Encoding: gzip",
            "\u001f\u008b\u0008",
            Set.of(415)),
        new Attempt(
            "XML",
            "POST /api/users/42/notifications HTTP/1.1\r\nContent-Type: application/xml",
            "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
            Set.of(415)),
        new Attempt(
            "a form of another site",
            "POST /api/users/42/notifications HTTP/1.1\r\nContent-Type: text/plain",
            "{\"title\":\"t\"}",
            Set.of(415)),
        post("a script's link", "{\"title\":\"t\",\"link\":\"javascript:alert(1)\"}", 422),
        post("a link of data", "{\"title\":\"t\",\"link\":\"data:text/html,x\"}", 422),
        post("a link to another host, without a scheme", link("//evil.example"), 422),
        post("a link with a backslash", link("/\\\\evil.example"), 422),
        post("a link with a line break", link("/a\\nb"), 422),
        post("a link in disguise", link("java\\tscript:alert(1)"), 422),
        post("nesting without end", "{\"data\":" + "[".repeat(20_000), 400),
        post("a name twice", "{\"title\":\"a\",\"title\":\"b\"}", 400),
        post("a number of many digits", "{\"progress\":1" + "0".repeat(5_000) + "}", 400, 422),
        post("an exponent of many digits", "{\"progress\":1e999999999}", 400, 422),
        post("a type that names a class", "{\"@class\":\"javax.script.ScriptEngine\"}", 400),
        post("a prototype", "{\"title\":\"t\",\"__proto__\":{\"admin\":true}}", 400),
        post("NUL", "{\"title\":\"a\\u0000b\"}", 422),
        post("half a surrogate pair", "{\"title\":\"\\ud800\"}", 422),
        post("a body of many kilobytes", "{\"title\":\"" + "a".repeat(70_000) + "\"}", 413),
        post("markup, which stays text", "{\"title\":\"<script>alert(1)</script>\"}", 201));
  }

  private static String link(String link) {
    return "{\"title\":\"t\",\"link\":\"" + link + "\"}";
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void attempt_overHttp_getsItsAnswer(Attempt attempt) throws Exception {
    StringBuilder request = new StringBuilder(attempt.head);
    request.append("\r\nHost: localhost\r\nAuthorization: Bearer ").append(TestNode.KEY);
    boolean chunked = attempt.body.startsWith(CHUNKS);
    if (!attempt.body.isEmpty() && !chunked) {
      request.append("\r\nContent-Length: ").append(attempt.body.length());
    }
    request.append("\r\n\r\n").append(chunked ? attempt.body.substring(1) : attempt.body);
    Wire.Reply reply = Wire.ask(node.httpAddress(), request.toString());
    assertThat(attempt.statuses).as(reply.body()).contains(reply.status());
    assertThat(reply.headers()).doesNotContainKeys("x-admin", "set-cookie");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.body()).doesNotContain("root:", "Exception", "\tat ");
  }

  // ---- what somebody sends on a socket

  /**
   * An attempt on a socket that has said hello.
   *
   * @param bytes what is sent
   * @param code the close code that follows
   */
  @SuppressWarnings("ArrayRecordComponent") // Sent, never compared.
  record Frames(String name, byte[] bytes, int code) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Frames> frames() {
    byte[] unmasked = {(byte) 0x81, 2, 'h', 'i'};
    byte[] compressed = RawSocket.frame(RawSocket.FIN | 0x40 | RawSocket.TEXT, (byte) 'x');
    byte[] longPing = RawSocket.frame(RawSocket.FIN | RawSocket.PING, new byte[126]);
    byte[] cutPing = RawSocket.frame(RawSocket.PING, new byte[1]);
    byte[] lone = RawSocket.frame(RawSocket.FIN | RawSocket.CONTINUATION, (byte) 'x');
    byte[] unknown = RawSocket.frame(RawSocket.FIN | 0x5, (byte) 'x');
    byte[] huge = RawSocket.header(RawSocket.FIN | RawSocket.TEXT, Long.MAX_VALUE);
    byte[] negative = {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0};
    byte[] binary = RawSocket.frame(RawSocket.FIN | RawSocket.BINARY, (byte) 1);
    byte[] notUtf8 = RawSocket.frame(RawSocket.FIN | RawSocket.TEXT, (byte) 0xff);
    byte[] notJson = RawSocket.frame(RawSocket.FIN | RawSocket.TEXT, (byte) '[');
    return Stream.of(
        new Frames("unmasked", unmasked, 1002),
        new Frames("compressed without having asked", compressed, 1002),
        new Frames("a ping that is too long", longPing, 1002),
        new Frames("a ping in fragments", cutPing, 1002),
        new Frames("the end of nothing", lone, 1002),
        new Frames("an unknown kind", unknown, 1002),
        new Frames("exabytes", huge, 1009),
        new Frames("a length below zero", negative, 1002),
        new Frames("binary", binary, 1003),
        new Frames("bytes that are no text", notUtf8, 1007),
        new Frames("text that is no object", notJson, 4400),
        new Frames("fragments that add up", fragments(), 1009));
  }

  private static byte[] fragments() {
    var all = new java.io.ByteArrayOutputStream();
    all.writeBytes(RawSocket.frame(RawSocket.TEXT, new byte[30_000]));
    for (int i = 0; i < 4; i++) {
      all.writeBytes(RawSocket.frame(RawSocket.CONTINUATION, new byte[30_000]));
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("frames")
  void attempt_onASocket_closesIt(Frames attempt) {
    try (RawSocket socket = RawSocket.open(node.socketAddress())) {
      socket.sendText("{\"type\":\"hello\",\"token\":\"" + node.token("mallory") + "\"}");
      socket.readText();
      socket.readText();
      socket.sendRaw(attempt.bytes);
      assertThat(socket.readCloseCode()).isEqualTo(attempt.code);
    }
  }

  @Test
  void compression_isNotNegotiated() {
    try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
      RawSocket.Answer answer =
          socket.handshake("/ws", "Sec-WebSocket-Extensions: permessage-deflate");
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.headers()).doesNotContainKey("sec-websocket-extensions");
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void target_thatIsNoSocket_isNotServed(String target, int status) {
    try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
      assertThat(socket.handshake(target).status()).isEqualTo(status);
    }
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> targets() {
    return Stream.of(
        org.junit.jupiter.params.provider.Arguments.of("/", 404),
        org.junit.jupiter.params.provider.Arguments.of("/ws/../api", 404),
        org.junit.jupiter.params.provider.Arguments.of("/ws/", 404),
        org.junit.jupiter.params.provider.Arguments.of("/ws?ticket=", 403),
        org.junit.jupiter.params.provider.Arguments.of("/ws?ticket=%00", 403),
        org.junit.jupiter.params.provider.Arguments.of("/ws?ticket=' or 1=1", 505),
        org.junit.jupiter.params.provider.Arguments.of("/ws?token=" + TestNode.KEY, 101));
  }
}
