package dev.ringside.identity.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.support.SmallApplication;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application that is there already is joined by settings alone, in each of the ways. */
class JoinTest {

  private static final String ORIGIN = "https://shop.example";

  private static SmallApplication application;

  @BeforeAll
  static void startApplication() throws Exception {
    application = SmallApplication.start();
  }

  @AfterAll
  static void stopApplication() {
    application.close();
  }

  /** The ways, each with its settings and what a browser would send for user 42. */
  enum Way {
    SESSION_COOKIE,
    SESSION_TOKEN,
    WHOAMI_COOKIE,
    WHOAMI_TOKEN,
    JWT_COOKIE,
    JWT_TOKEN;

    List<String> settings() {
      return switch (this) {
        case SESSION_COOKIE, SESSION_TOKEN ->
            List.of(
                "ringside.session.query",
                application.sessionQuery(),
                "ringside.session.cookie",
                SmallApplication.COOKIE);
        case WHOAMI_COOKIE, WHOAMI_TOKEN ->
            List.of(
                "ringside.whoami.url",
                application.url("/whoami"),
                "ringside.whoami.cookie",
                SmallApplication.COOKIE,
                "ringside.whoami.cache.seconds",
                "0");
        case JWT_COOKIE, JWT_TOKEN ->
            List.of(
                "ringside.jwt.algorithm", "RS256",
                "ringside.jwt.jwks.url", application.url("/jwks.json"),
                "ringside.jwt.issuer", "shop",
                "ringside.jwt.audience", "ringside",
                "ringside.jwt.cookie", SmallApplication.COOKIE);
      };
    }

    boolean isCookie() {
      return name().endsWith("COOKIE");
    }

    String secret() throws Exception {
      return name().startsWith("JWT") ? application.token("42") : application.signIn(42);
    }
  }

  private static TestNode start(List<String> settings, String... more) throws Exception {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of("ringside.allowed.origins", ORIGIN));
    all.addAll(List.of(more));
    return TestNode.start(all.toArray(new String[0]));
  }

  private static String cookie(String secret) {
    return "theme=dark; " + SmallApplication.COOKIE + "=" + secret + "; x=1";
  }

  @ParameterizedTest
  @EnumSource
  void user_ofTheApplication_isKnownOnBothPorts(Way way) throws Exception {
    try (TestNode node = start(way.settings())) {
      String secret = way.secret();
      node.call("POST", "/api/users/42/notifications", "{\"title\":\"Export ready\"}");
      String bearer = way.isCookie() ? null : secret;
      String[] headers = way.isCookie() ? new String[] {"Cookie", cookie(secret)} : new String[0];

      Answer inbox = node.callAs(bearer, "GET", "/api/users/me/inbox", null, headers);
      assertThat(inbox.status()).isEqualTo(200);
      assertThat(inbox.body().path("unread").asInt()).isEqualTo(1);
      assertThat(node.callAs(bearer, "GET", "/api/users/43/inbox", null, headers).status())
          .isEqualTo(403);

      JsonNode frame = firstInbox(node, way, secret);
      assertThat(frame.path("changes").get(0).path("notification").path("title").asText())
          .isEqualTo("Export ready");
    }
  }

  /** Opens a socket as the way does, and returns its first frame of the inbox. */
  private static JsonNode firstInbox(TestNode node, Way way, String secret) {
    String[] headers =
        way.isCookie()
            ? new String[] {"Origin: " + ORIGIN, "Cookie: " + cookie(secret)}
            : new String[] {"Origin: " + ORIGIN};
    try (RawSocket socket = RawSocket.open(node.socketAddress(), headers)) {
      socket.sendText(
          way.isCookie()
              ? "{\"type\":\"hello\"}"
              : "{\"type\":\"hello\",\"token\":\"" + secret + "\"}");
      JsonNode welcome = TestNode.json(socket.readText());
      assertThat(welcome.path("user").asText()).isEqualTo("42");
      return TestNode.json(socket.readText());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION_COOKIE", "WHOAMI_COOKIE"})
  void session_thatSignsOutOfTheApplication_endsHere(Way way) throws Exception {
    try (TestNode node =
        start(
            way.settings(),
            "ringside.recheck.seconds",
            "0.1",
            "ringside.token.grace.seconds",
            "0.2")) {
      String secret = way.secret();
      try (RawSocket socket =
          RawSocket.open(node.socketAddress(), "Origin: " + ORIGIN, "Cookie: " + cookie(secret))) {
        socket.sendText("{\"type\":\"hello\"}");
        socket.readText();
        application.signOut(secret);
        assertThat(socket.readCloseCode()).isEqualTo(4401);
      }
      assertThat(
              node.callAs(null, "GET", "/api/users/me/inbox", null, "Cookie", cookie(secret))
                  .status())
          .isEqualTo(401);
    }
  }

  private static String ticket(TestNode node, String secret) {
    return node.callAs(secret, "POST", "/api/users/me/tickets", "{}")
        .body()
        .path("ticket")
        .asText();
  }

  @Test
  void ticket_isWorthNoMoreThanWhatAskedForIt() throws Exception {
    try (TestNode node =
        start(
            Way.SESSION_TOKEN.settings(),
            "ringside.recheck.seconds",
            "0.1",
            "ringside.token.grace.seconds",
            "0.2")) {
      String secret = application.signIn(42);
      String late = ticket(node, secret);
      try (RawSocket byUser = open(node, ticket(node, secret));
          RawSocket byKey =
              open(
                  node,
                  node.call("POST", "/api/users/42/tickets", "{}")
                      .body()
                      .path("ticket")
                      .asText())) {
        application.signOut(secret);
        assertThat(byUser.readCloseCode()).isEqualTo(4401);
        byKey.sendText("{\"type\":\"ping\"}");
        assertThat(TestNode.json(byKey.readText()).path("type").asText()).isEqualTo("pong");
      }
      try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
        assertThat(socket.handshake("/ws?ticket=" + late).status()).isEqualTo(403);
      }
    }
  }

  /** A socket that a ticket has opened, after its first frames. */
  private static RawSocket open(TestNode node, String ticket) {
    RawSocket socket = RawSocket.connect(node.socketAddress());
    assertThat(socket.handshake("/ws?ticket=" + ticket).status()).isEqualTo(101);
    socket.sendText("{\"type\":\"hello\"}");
    socket.readText();
    socket.readText();
    return socket;
  }

  @Test
  void streams_ofASessionThatSignsOut_endWhileNothingHappens() throws Exception {
    try (TestNode node =
        start(
            Way.SESSION_COOKIE.settings(),
            "ringside.recheck.seconds",
            "0.2",
            "ringside.token.grace.seconds",
            "0.2")) {
      String secret = application.signIn(42);
      HttpRequest events =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + node.httpPort() + "/api/users/me/events"))
              .header("Cookie", cookie(secret))
              .build();
      try (HttpClient client = HttpClient.newHttpClient();
          InputStream stream = client.send(events, BodyHandlers.ofInputStream()).body()) {
        CompletableFuture<Answer> poll =
            CompletableFuture.supplyAsync(
                () ->
                    node.callAs(
                        null,
                        "GET",
                        "/api/users/me/changes?epoch=-&since=0&wait=50",
                        null,
                        "Cookie",
                        cookie(secret)));
        Eventually.holds(
            "both sessions",
            () -> node.call("GET", "/api/users/42/inbox", null).body().path("online").asInt() == 2);
        application.signOut(secret);
        assertThat(poll.get(20, TimeUnit.SECONDS).status()).isEqualTo(401);
        // To its end, which comes without anything being published.
        assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8)).contains("event:");
      }
    }
  }

  @Test
  void hello_afterASignOut_renewsTheSessionWithinItsGrace() throws Exception {
    try (TestNode node =
        start(
            Way.SESSION_TOKEN.settings(),
            "ringside.recheck.seconds",
            "0.1",
            "ringside.token.grace.seconds",
            "60")) {
      String before = application.signIn(42);
      try (RawSocket socket = RawSocket.open(node.socketAddress())) {
        socket.sendText("{\"type\":\"hello\",\"token\":\"" + before + "\"}");
        socket.readText();
        socket.readText();
        application.signOut(before);
        String after = application.signIn(42);
        socket.sendText("{\"type\":\"hello\",\"token\":\"" + after + "\",\"ref\":\"r\"}");
        assertThat(TestNode.json(socket.readText()).path("type").asText()).isEqualTo("ok");
        socket.sendText(
            "{\"type\":\"hello\",\"token\":\"" + application.signIn(43) + "\",\"ref\":\"s\"}");
        assertThat(socket.readCloseCode()).isEqualTo(4403);
      }
    }
  }

  @Test
  void messages_behindAHelloThatIsBeingJudged_areAnsweredInTheirOrder() throws Exception {
    try (TestNode node = start(Way.SESSION_TOKEN.settings())) {
      try (RawSocket socket = RawSocket.open(node.socketAddress())) {
        socket.sendText("{\"type\":\"hello\",\"token\":\"" + application.signIn(42) + "\"}");
        for (int i = 0; i < 20; i++) {
          socket.sendText("{\"type\":\"ack\",\"revision\":0,\"ref\":\"" + i + "\"}");
        }
        List<String> refs = new ArrayList<>();
        while (refs.size() < 20) {
          JsonNode message = TestNode.json(socket.readText());
          if (message.has("ref")) {
            refs.add(message.path("ref").asText());
          }
        }
        assertThat(refs).isSortedAccordingTo((a, b) -> Integer.parseInt(a) - Integer.parseInt(b));
      }
    }
  }

  @Test
  void messages_behindASecondHelloThatIsBeingJudged_waitForItToo() throws Exception {
    try (TestNode node = start(Way.SESSION_TOKEN.settings());
        RawSocket socket = RawSocket.open(node.socketAddress())) {
      String hello = "{\"type\":\"hello\",\"token\":\"" + application.signIn(42) + "\"";
      // In one piece, so that all of it is there while the first is being judged.
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (String message :
          List.of(
              hello + "}",
              hello + ",\"ref\":\"renewal\"}",
              "{\"type\":\"ack\",\"revision\":0,\"ref\":\"ack\"}")) {
        all.writeBytes(RawSocket.frame(RawSocket.FIN | RawSocket.TEXT, message.getBytes(UTF_8)));
      }
      socket.sendRaw(all.toByteArray());

      List<String> refs = new ArrayList<>();
      while (refs.size() < 2) {
        JsonNode message = TestNode.json(socket.readText());
        if (message.has("ref")) {
          refs.add(message.path("ref").asText());
        }
      }
      assertThat(refs).containsExactly("renewal", "ack");
    }
  }

  @Test
  void cookie_ofAPageThatIsNotAllowed_isGoodForNothing() throws Exception {
    try (TestNode node = start(Way.SESSION_COOKIE.settings())) {
      String cookie = cookie(application.signIn(42));
      node.call("POST", "/api/users/42/notifications", "{\"title\":\"t\"}");
      String read = "/api/users/me/notifications/read";
      String all = "{\"through\":1}";
      try (RawSocket socket = RawSocket.connect(node.socketAddress())) {
        assertThat(
                socket
                    .handshake("/ws", "Origin: https://evil.example", "Cookie: " + cookie)
                    .status())
            .isEqualTo(403);
      }
      assertThat(
              node.callAs(
                      null, "POST", read, all, "Cookie", cookie, "Origin", "https://evil.example")
                  .status())
          .isEqualTo(403);
      assertThat(node.callAs(null, "POST", read, all, "Cookie", cookie).status()).isEqualTo(403);
      Answer own = node.callAs(null, "POST", read, all, "Cookie", cookie, "Origin", ORIGIN);
      assertThat(own.status()).isEqualTo(200);
      assertThat(own.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
      assertThat(own.header("Access-Control-Allow-Credentials")).isEqualTo("true");
      assertThat(own.body().path("unread").asInt()).isZero();
    }
  }

  @Test
  void handshake_withABadCookie_isRefused() throws Exception {
    try (TestNode node = start(Way.SESSION_COOKIE.settings());
        RawSocket socket = RawSocket.connect(node.socketAddress())) {
      RawSocket.Answer answer = socket.handshake("/ws", "Cookie: " + cookie("nonsense"));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).contains("no such session");
    }
  }

  @Test
  void application_thatIsDown_letsNobodyInAndIsNoReasonToGo() throws Exception {
    try (TestNode node =
        start(
            Way.WHOAMI_COOKIE.settings(),
            "ringside.recheck.seconds",
            "0.1",
            "ringside.token.grace.seconds",
            "0.1",
            "ringside.whoami.timeout.seconds",
            "0.5")) {
      String secret = application.signIn(42);
      try (RawSocket here = RawSocket.open(node.socketAddress(), "Cookie: " + cookie(secret))) {
        here.sendText("{\"type\":\"hello\"}");
        here.readText();
        here.readText();
        application.breakDown(true);
        try {
          int asked = application.timesAsked();
          Eventually.holds("questions", () -> application.timesAsked() > asked + 3);
          Answer answer =
              node.callAs(null, "GET", "/api/users/me/inbox", null, "Cookie", cookie(secret));
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.header("Retry-After")).isNotEmpty();
          try (RawSocket late = RawSocket.connect(node.socketAddress())) {
            RawSocket.Answer refused = late.handshake("/ws", "Cookie: " + cookie(secret));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsKey("retry-after");
          }
          here.sendText("{\"type\":\"ping\"}");
          assertThat(TestNode.json(here.readText()).path("type").asText()).isEqualTo("pong");
        } finally {
          application.breakDown(false);
        }
      }
      application.getStuck(true);
      try {
        assertThat(
                node.callAs(null, "GET", "/api/users/me/inbox", null, "Cookie", cookie(secret))
                    .status())
            .isEqualTo(503);
      } finally {
        application.getStuck(false);
      }
    }
  }

  @Test
  void answerOfTheApplication_isBelievedForAWhile() throws Exception {
    try (TestNode node =
        start(
            List.of(
                "ringside.whoami.url",
                application.url("/whoami"),
                "ringside.whoami.cookie",
                SmallApplication.COOKIE,
                "ringside.whoami.cache.seconds",
                "60"))) {
      String cookie = cookie(application.signIn(42));
      int before = application.timesAsked();
      for (int i = 0; i < 5; i++) {
        assertThat(node.callAs(null, "GET", "/api/users/me/inbox", null, "Cookie", cookie).status())
            .isEqualTo(200);
      }
      assertThat(application.timesAsked()).isEqualTo(before + 1);
    }
  }

  @Test
  void key_thatIsNew_isReadOnceAndNotForEveryTokenThatNamesNone() throws Exception {
    try (TestNode node = start(Way.JWT_TOKEN.settings(), "ringside.jwt.jwks.pause.seconds", "1")) {
      String first = application.token("42");
      assertThat(node.callAs(first, "GET", "/api/users/me/inbox", null).status()).isEqualTo(200);
      application.changeKey();
      String second = application.token("42");
      Eventually.holds(
          "access by the new key",
          () -> node.callAs(second, "GET", "/api/users/me/inbox", null).status() == 200);
      int read = application.timesKeysRead();
      for (int i = 0; i < 20; i++) {
        // Signed by a key that was never shown.
        application.changeKey();
        assertThat(
                node.callAs(application.token("42"), "GET", "/api/users/me/inbox", null).status())
            .isIn(401, 503, 200);
      }
      assertThat(application.timesKeysRead() - read).isLessThan(20);
    }
  }
}
