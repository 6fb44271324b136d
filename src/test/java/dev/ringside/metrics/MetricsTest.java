package dev.ringside.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.push.CloseCode;
import dev.ringside.support.EventStream;
import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a node shows moves when what it counts happens, and is what the table says. */
class MetricsTest {

  private static final String TITLE = "{\"title\":\"t\"}";

  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start("ringside.reconcile.seconds", "3600");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Waits until a number is by so much larger than it was before. */
  private static void awaitGrown(
      TestNode at, Scrape before, double by, ToDoubleFunction<Scrape> number) {
    double wanted = number.applyAsDouble(before) + by;
    Eventually.isNull(
        () -> {
          double now = number.applyAsDouble(Scrape.of(at));
          return now == wanted ? null : now + " instead of " + wanted;
        });
  }

  private static void awaitGrown(Scrape before, Metric metric, String value, double by) {
    awaitGrown(node, before, by, scrape -> scrape.value(metric, value));
  }

  @Test
  void answer_isTheTextFormat_forAnybody() {
    TestNode.Answer answer = node.callAs(null, "GET", "/metrics", null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=utf-8;version=0.0.4");
    TestNode.Answer head = node.callAs(null, "HEAD", "/metrics", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.raw().body()).isEmpty();
    TestNode.Answer asPrometheus =
        node.callAs(
            null,
            "GET",
            "/metrics",
            null,
            "Accept",
            "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.4");
    assertThat(asPrometheus.status()).isEqualTo(200);
  }

  @Test
  void metrics_areThoseOfTheTable() {
    Scrape scrape = Scrape.of(node);
    Map<String, String> expected = new TreeMap<>();
    for (Metric metric : Metric.values()) {
      switch (metric.shape()) {
        case Shape.Counted _ -> expected.put(metric.series(), "counter");
        case Shape.Gauged _ -> expected.put(metric.series(), "gauge");
        case Shape.Distributed _ -> {
          expected.put(metric.series(), "histogram");
          expected.put(metric.series() + "_max", "gauge");
        }
      }
    }
    Map<String, String> shown = new TreeMap<>(scrape.types());
    shown.keySet().removeIf(name -> !name.startsWith("ringside"));

    assertThat(shown).isEqualTo(expected);
    assertThat(scrape.types()).containsKeys("jvm_memory_used_bytes", "process_uptime_seconds");
  }

  @Test
  void labels_haveTheValuesOfTheTable() {
    Scrape scrape = Scrape.of(node);
    for (Metric metric : Metric.values()) {
      Shape.Label label = metric.shape().label();
      if (label != null) {
        Set<String> expected = new TreeSet<>();
        Set<String> shown = new TreeSet<>();
        String start = metric.series() + "{" + label.name() + "=\"";
        for (String series : scrape.values().keySet()) {
          if (series.startsWith(metric.series() + "{")) {
            assertThat(series).startsWith(start).endsWith("\"}");
            shown.add(series.substring(start.length(), series.length() - 2));
          }
        }
        if (metric == Metric.CLOSES) {
          for (CloseCode code : CloseCode.values()) {
            expected.add(String.valueOf(code.code()));
          }
          expected.addAll(Set.of("1005", "1006", "other"));
        } else {
          expected.addAll(label.values());
        }
        assertThat(shown).as(metric.series()).isEqualTo(expected);
      }
    }
  }

  @Test
  void histograms_haveTheirBuckets() {
    Scrape scrape = Scrape.of(node);
    String bucket = Metric.PUSH_LATENCY.series() + "_bucket{le=\"";
    assertThat(scrape.values().keySet())
        .contains(bucket + "5.0E-4\"}", bucket + "10.0\"}", bucket + "+Inf\"}")
        .doesNotContain(bucket + "30.0\"}");
  }

  @Test
  void publishes_areCountedByOutcome() {
    Scrape before = Scrape.of(node);
    String keyed = "{\"title\":\"t\",\"key\":\"k\"}";

    assertThat(node.publish("outcomes", keyed).status()).isEqualTo(201);
    assertThat(node.publish("outcomes", keyed).status()).isEqualTo(200);
    node.publish("outcomes", TITLE, "Idempotency-Key", "once");
    assertThat(node.publish("outcomes", TITLE, "Idempotency-Key", "once").status()).isEqualTo(200);
    assertThat(node.publish("outcomes", "{\"progress\":101}").status()).isEqualTo(422);
    node.call(
        "POST", "/api/notifications", "{\"users\":[\"a\",\"b\"],\"notification\":" + TITLE + "}");

    awaitGrown(before, Metric.PUBLISHES, "created", 4);
    awaitGrown(before, Metric.PUBLISHES, "replaced", 1);
    awaitGrown(before, Metric.PUBLISHES, "repeated", 1);
    awaitGrown(before, Metric.PUBLISHES, "rejected", 1);
    awaitGrown(before, Metric.PUBLISHES, "failed", 0);
    Scrape after = Scrape.of(node);
    assertThat(after.value(Metric.COMMITS, "committed"))
        .isGreaterThan(before.value(Metric.COMMITS, "committed"));
    assertThat(after.count(Metric.COMMIT_TIME)).isGreaterThan(before.count(Metric.COMMIT_TIME));
    String operations = Metric.COMMIT_OPERATIONS.series() + "_sum";
    assertThat(after.value(operations)).isGreaterThanOrEqualTo(before.value(operations) + 6);
    assertThat(after.value(Metric.HTTP_ANSWERS, "2xx"))
        .isGreaterThanOrEqualTo(before.value(Metric.HTTP_ANSWERS, "2xx") + 5);
    assertThat(after.value(Metric.HTTP_ANSWERS, "4xx"))
        .isGreaterThanOrEqualTo(before.value(Metric.HTTP_ANSWERS, "4xx") + 1);
    assertThat(after.value(Metric.DATABASE_CONNECTIONS, "idle")).isPositive();
  }

  @Test
  void marks_areCountedByOutcome() {
    node.publish("marks", TITLE);
    Scrape before = Scrape.of(node);

    node.call("POST", "/api/users/marks/notifications/read", "{\"through\":1}");
    node.call("POST", "/api/users/marks/notifications/read", "{\"through\":1,\"epoch\":\"x\"}");

    awaitGrown(before, Metric.MARKS, "marked", 1);
    awaitGrown(before, Metric.MARKS, "rejected", 1);
  }

  @Test
  void livePush_isTimed() {
    try (Tab tab = Tab.open(node, "live")) {
      Scrape before = Scrape.of(node);
      node.publish("live", TITLE);
      tab.awaitRevision(1);

      awaitGrown(node, before, 1, scrape -> scrape.count(Metric.PUSH_LATENCY));
      String sum = Metric.PUSH_LATENCY.series() + "_sum";
      assertThat(Scrape.of(node).value(sum) - before.value(sum)).isBetween(0.000_001, 20.0);
      assertThat(Scrape.of(node).value(Metric.SOCKET_SENT.series()))
          .isGreaterThan(before.value(Metric.SOCKET_SENT.series()) + 100);
    }
  }

  @Test
  void sessions_areShownByKind() {
    Scrape before = Scrape.of(node);
    try (Tab tab = Tab.open(node, "kinds");
        EventStream events = new EventStream(node, "kinds")) {
      events.connect();
      var poll =
          CompletableFuture.supplyAsync(
              () -> node.call("GET", "/api/users/kinds/changes?epoch=-&since=0&wait=60", null),
              task -> Thread.ofVirtual().start(task));
      awaitGrown(before, Metric.SESSIONS, "socket", 1);
      awaitGrown(before, Metric.SESSIONS, "events", 1);
      awaitGrown(before, Metric.SESSIONS, "poll", 1);
      awaitGrown(node, before, 0, scrape -> scrape.value(Metric.SESSIONS_BEHIND.series()));

      node.publish("kinds", TITLE);
      assertThat(poll.join().status()).isEqualTo(200);
      tab.awaitRevision(1);
    }
    awaitGrown(before, Metric.SESSIONS, "socket", 0);
    awaitGrown(before, Metric.SESSIONS, "poll", 0);
  }

  @Test
  void catchUps_areCountedByKind() {
    Scrape before = Scrape.of(node);
    try (Tab tab = Tab.open(node, "missed")) {
      node.publish("missed", TITLE);
      tab.awaitRevision(1);
      tab.drop();
      awaitGrown(before, Metric.CATCH_UPS, "snapshot", 1);
      node.publish("missed", TITLE);
      tab.resume();
      tab.awaitRevision(2);

      awaitGrown(before, Metric.CATCH_UPS, "missed", 1);
      awaitGrown(before, Metric.CATCH_UPS, "snapshot", 1);
      awaitGrown(node, before, 2, scrape -> scrape.count(Metric.CATCH_UP_TIME));
    }
  }

  @Test
  void closes_areCountedByCode_eachOnce() {
    Scrape before = Scrape.of(node);
    try (RawSocket bad = RawSocket.open(node.ringside().socketAddress())) {
      bad.sendText("{}");
      assertThat(bad.readCloseCode()).isEqualTo(4400);
    }
    try (RawSocket polite = RawSocket.open(node.ringside().socketAddress())) {
      polite.sendFrame(RawSocket.FIN | RawSocket.CLOSE, new byte[] {3, (byte) 0xE9});
      assertThat(polite.readCloseCode()).isEqualTo(1001);
    }
    try (RawSocket own = RawSocket.open(node.ringside().socketAddress())) {
      own.sendFrame(RawSocket.FIN | RawSocket.CLOSE, new byte[] {0x0F, (byte) 0xA1});
      assertThat(own.readCloseCode()).isEqualTo(4001);
    }
    RawSocket.open(node.ringside().socketAddress()).reset();

    awaitGrown(before, Metric.CLOSES, "4400", 1);
    awaitGrown(before, Metric.CLOSES, "1001", 1);
    awaitGrown(before, Metric.CLOSES, "other", 1);
    awaitGrown(before, Metric.CLOSES, "1006", 1);
    awaitGrown(before, Metric.HANDSHAKES, "accepted", 4);
  }

  @Test
  void handshakesRefused_areCountedByReason() {
    Scrape before = Scrape.of(node);
    refused("/ws", "Origin: http://elsewhere.example");
    refused("/ws", "Authorization: Bearer wrong");
    refused("/ws?ticket=x");

    awaitGrown(before, Metric.HANDSHAKES, "origin", 1);
    awaitGrown(before, Metric.HANDSHAKES, "credential", 1);
    awaitGrown(before, Metric.HANDSHAKES, "ticket", 1);
  }

  private static void refused(String target, String... headers) {
    try (RawSocket socket = RawSocket.connect(node.ringside().socketAddress())) {
      assertThat(socket.handshake(target, headers).status()).isEqualTo(403);
    }
  }

  @Test
  void nobody_isNamed() {
    String user = "somebody-of-note";
    String token = node.token(user);
    node.publish(user, TITLE, "Idempotency-Key", "a-name-of-a-call");
    try (Tab tab = Tab.open(node, user)) {
      tab.askOk("{\"type\":\"read\",\"through\":1}");
      assertThat(Scrape.of(node).text())
          .doesNotContain(user, TestNode.KEY, token, "a-name-of-a-call", "127.0.0.1");
    }
  }

  @Test
  void meter_thatIsNotInTheTable_isRefused() {
    Metrics metrics = new Metrics();
    assertThatThrownBy(() -> metrics.counter(Metric.PUBLISHES, "lost"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> metrics.counter(Metric.PUBLISHES))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> metrics.counter(Metric.SESSIONS_BEHIND))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
