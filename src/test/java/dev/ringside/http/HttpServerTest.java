package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.config.StartException;
import dev.ringside.http.Wire.Reply;
import dev.ringside.identity.Origins;
import dev.ringside.identity.Proxies;
import dev.ringside.metrics.Metrics;
import dev.ringside.tls.Tls;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {

  private static final String END = " HTTP/1.1\r\nHost: x\r\n\r\n";

  private static HttpServer server;
  private static InetSocketAddress address;

  static HttpServer.Options options() {
    return new HttpServer.Options(
        "127.0.0.1",
        0,
        0,
        64 * 1024,
        2 * 1024 * 1024,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }

  static HttpServer.Parts parts() {
    return new HttpServer.Parts(
        new Metrics(),
        new Origins(List.of()),
        new Proxies(List.of()),
        Tls.off(),
        new PageHeaders(Duration.ZERO));
  }

  @BeforeAll
  static void start() {
    server = HttpServer.start(options(), parts(), List.of(new SampleResource()));
    address = server.address();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Reply get(String target) throws IOException {
    return Wire.ask(address, "GET " + target + END);
  }

  private static Reply post(String path, String body) throws IOException {
    return Wire.ask(address, posting(path, body));
  }

  static String posting(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @ParameterizedTest
  @ValueSource(strings = {"now", "elsewhere", "blocking", "42"})
  void publish_answeredFromAnyThread_arrivesWhole(String user) throws IOException {
    Reply reply = post("/api/users/" + user + "/notifications", "{}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"user\":\"" + user + "\",\"bytes\":2}");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.headers()).doesNotContainKeys("server", "x-powered-by");
  }

  @Test
  void publish_withoutBody_arrives() throws IOException {
    assertThat(post("/api/users/now/notifications", "").body()).contains("\"bytes\":0");
  }

  @Test
  void home_isOneForEachSelectorThread() throws IOException {
    Map<String, String> threadOfHome = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      String[] home = get("/api/home").body().split(" ", 2);
      assertThat(threadOfHome.putIfAbsent(home[0], home[1])).isIn(null, home[1]);
    }
    assertThat(threadOfHome.values()).doesNotHaveDuplicates();
    assertThat(threadOfHome).hasSizeLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/split", "/api/unwritable"})
  void answer_thatCannotBeSent_is500(String path) throws IOException {
    Reply reply = get(path);
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.headers()).doesNotContainKeys("x-other", "x-sample");
  }

  @Test
  void options_ofResource_namesWhatIsAllowed() throws IOException {
    Reply reply = Wire.ask(address, "OPTIONS /api/users/1/notifications" + END);
    assertThat(reply.status()).isLessThan(300);
    assertThat(reply.header("Allow")).contains("GET").contains("POST");
  }

  @Test
  void publish_neverAnswered_isUnavailable() throws IOException {
    Reply reply = post("/api/users/late/notifications", "{}");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void requests_pipelined_areAnsweredInOrder() throws IOException {
    StringBuilder all = new StringBuilder();
    List<String> users =
        List.of("1", "now", "elsewhere", "2", "blocking", "now", "3", "4", "elsewhere", "5");
    for (int round = 0; round < 50; round++) {
      users.forEach(user -> all.append(posting("/api/users/" + user + "/notifications", "{}")));
      all.append("GET /api/numbers/7").append(END);
      all.append("GET /sample/page.js").append(END);
    }
    try (Wire wire = new Wire(address)) {
      wire.say(all.toString());
      for (int round = 0; round < 50; round++) {
        for (String user : users) {
          assertThat(wire.reply().body()).contains("\"user\":\"" + user + "\"");
        }
        assertThat(wire.reply().body()).isEqualTo("number 7");
        assertThat(wire.reply().body()).contains("export");
      }
    }
  }

  @Test
  void requests_sentWhileOneIsAnswered_waitForIt() throws Exception {
    var sample = new SampleResource();
    try (HttpServer own = HttpServer.start(options(), parts(), List.of(sample));
        Wire wire = new Wire(own.address())) {
      wire.say("GET /api/gate" + END);
      sample.entered.await();
      for (int i = 0; i < 3; i++) {
        wire.say(posting("/api/users/now/notifications", "{}"));
        // By then the one before was seen, and is left where it is: others are served.
        assertThat(Wire.ask(own.address(), "GET /api/numbers/7" + END).body())
            .isEqualTo("number 7");
      }
      sample.gate.countDown();
      assertThat(wire.reply().body()).isEqualTo("open");
      for (int i = 0; i < 3; i++) {
        assertThat(wire.reply().body()).contains("\"user\":\"now\"");
      }
      assertThat(wire.say("GET /api/numbers/8" + END).reply().body()).isEqualTo("number 8");
    }
  }

  @Test
  void connection_keptAlive_isNotClosedAfterManyRequests() throws IOException {
    try (Wire wire = new Wire(address)) {
      for (int i = 0; i < 600; i++) {
        assertThat(wire.say(posting("/api/users/now/notifications", "{}")).reply().status())
            .isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb, a/b",
    "%2E%2E, ..",
    "%2e%2e%2Fx, ../x",
    "a%20b%2B+, a b++",
    "%C3%A4, \u00e4",
    "%25, %",
    "a%3Bb, a;b"
  })
  void pathParameter_encoded_arrivesAsData(String encoded, String user) throws IOException {
    assertThat(get("/api/users/" + encoded + "/notifications").body())
        .isEqualTo(user + " null true");
    assertThat(post("/api/users/" + encoded + "/notifications", "{}").body())
        .contains("\"user\":\"" + user + "\"");
  }

  @Test
  void query_unknownOrOdd_passes() throws IOException {
    assertThat(get("/api/users/1/notifications?limit=5&a=|{}&b=[]").body()).isEqualTo("1 5 true");
  }

  @Test
  void queryParameter_ofWrongType_is400AndNamesIt() throws IOException {
    Reply reply = get("/api/users/1/notifications?limit=abc");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .contains(
            "\"errors\":[{\"field\":\"limit\",\"detail\":\"must be a whole number in range\"}]");
  }

  @Test
  void pathParameter_ofWrongType_is404() throws IOException {
    Reply reply = get("/api/numbers/seven");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.isProblem()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "400, /problems/unreadable",
    "401, /problems/unauthenticated",
    "404, /problems/not-found",
    "429, /problems/too-many",
    "503, /problems/unavailable"
  })
  void error_withoutEntity_isProblem(int status, String type) throws IOException {
    Reply reply = get("/api/problem/" + status);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.body()).contains("\"type\":\"" + type + "\"");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo(status == 401 ? "Bearer" : null);
    assertThat(reply.header("Retry-After")).isEqualTo(status == 429 || status == 503 ? "1" : null);
  }

  @Test
  void problem_thrown_isAnsweredAsItIs() throws IOException {
    Reply reply = get("/api/invalid");
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body()).contains("\"field\":\"title\"");
  }

  @Test
  void fault_ofResource_is500WithReferenceAndNothingElse() throws IOException {
    Reply reply = get("/api/broken");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.body()).containsPattern("reference [0-9a-f]{8}").doesNotContain("secret");
  }

  @Test
  void resource_unknown_is404Problem() throws IOException {
    for (String path : List.of("/api", "/api/", "/api/nothing", "/health/x", "/metrics")) {
      Reply reply = get(path);
      assertThat(reply.status()).as(path).isEqualTo(404);
      assertThat(reply.isProblem()).as(path).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "FOO", "TRACE", "PATCH"})
  void method_notThere_is405WithAllow(String method) throws IOException {
    Reply reply = Wire.ask(address, method + " /api/users/1/notifications" + END);
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.header("Allow")).contains("GET").contains("POST");
  }

  @Test
  void head_ofResource_hasLengthAndNoBody() throws IOException {
    try (Wire wire = new Wire(address)) {
      Reply head = wire.say("HEAD /api/large" + END).replyWithoutBody();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("300000");
      assertThat(wire.say("HEAD /api/numbers/7" + END).replyWithoutBody().header("Content-Length"))
          .isEqualTo("8");
      assertThat(wire.say("GET /api/large" + END).reply().body()).hasSize(300_000);
    }
  }

  @Test
  void upgrade_toHttp2_isIgnored() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      var request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:" + address.getPort() + "/api/users/now/notifications"))
              .POST(HttpRequest.BodyPublishers.ofString("{\"title\":\"x\"}"))
              .timeout(Duration.ofSeconds(5))
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"bytes\":13");
    }
  }

  @Test
  void http10_closesAfterItsAnswer() throws IOException {
    try (Wire wire = new Wire(address)) {
      assertThat(wire.say("GET /api/numbers/7 HTTP/1.0\r\n\r\n").reply().body())
          .isEqualTo("number 7");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void port_inUse_isSaidWithItsSetting() {
    var taken =
        new HttpServer.Options(
            "127.0.0.1", address.getPort(), 0, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));
    assertThatThrownBy(() -> HttpServer.start(taken, parts(), List.of()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("127.0.0.1:" + address.getPort())
        .hasMessageContaining("RINGSIDE_HTTP_PORT");
  }

  @Test
  void drain_letsRunningRequestsFinishAndIdleOnesGo() throws Exception {
    var sample = new SampleResource();
    HttpServer draining = HttpServer.start(options(), parts(), List.of(sample));
    try (Wire busy = new Wire(draining.address());
        Wire idle = new Wire(draining.address())) {
      idle.say("GET /api/numbers/1" + END).reply();
      busy.say("GET /api/gate" + END);
      sample.entered.await();
      Thread drain = Thread.ofVirtual().start(() -> draining.drain(Duration.ofSeconds(10)));
      assertThat(idle.isClosed()).isTrue();
      sample.gate.countDown();
      Reply reply = busy.reply();
      assertThat(reply.body()).isEqualTo("open");
      assertThat(reply.header("Connection")).isEqualTo("close");
      drain.join();
      assertThatThrownBy(() -> new Wire(draining.address())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void drain_pastItsLimit_cutsOff() throws Exception {
    var sample = new SampleResource();
    HttpServer draining = HttpServer.start(options(), parts(), List.of(sample));
    try (Wire busy = new Wire(draining.address())) {
      busy.say("GET /api/gate" + END);
      sample.entered.await();
      draining.drain(Duration.ofMillis(50));
      assertThatThrownBy(busy::reply).isInstanceOfAny(EOFException.class, IOException.class);
    } finally {
      sample.gate.countDown();
    }
  }
}
