package dev.ringside.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ringside.client.RingsideException.Kind;
import dev.ringside.support.Eventually;
import dev.ringside.support.Relay;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.TemporalUnitOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client's calls, on a real node, through whatever may happen to them. */
class PublishTest {

  private static final Notice NOTICE = Notice.titled("Export ready");

  private static TestNode node;
  private static Ringside ringside;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
    ringside = Ringside.at(url(node.httpPort()), TestNode.KEY);
  }

  @AfterAll
  static void stop() {
    ringside.close();
    node.close();
  }

  private static URI url(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Tries often and fast. */
  private static Ringside eager(int port) {
    return Ringside.builder(url(port), TestNode.KEY)
        .pauses(Duration.ofMillis(1), Duration.ofMillis(50))
        .build();
  }

  @Test
  void notice_withAllFields_isAnsweredAsItIsStored() {
    Notice notice =
        Notice.titled("Export ready")
            .content("1,204 rows")
            .style(Style.SUCCESS)
            .link("/exports/7")
            .data("{\"rows\":1204,\"price\":1.50}")
            .category("exports")
            .key("export-7")
            .progress(100)
            .ttl(Duration.ofHours(1));
    Notification stored = ringside.publish("all/of it…", notice);
    assertThat(stored.user()).isEqualTo("all/of it…");
    assertThat(stored.style()).isEqualTo(Style.SUCCESS);
    assertThat(stored.title()).isEqualTo("Export ready");
    assertThat(stored.content()).isEqualTo("1,204 rows");
    assertThat(stored.link()).isEqualTo("/exports/7");
    assertThat(stored.data()).hasToString("{\"rows\":1204,\"price\":1.50}");
    assertThat(stored.category()).isEqualTo("exports");
    assertThat(stored.key()).isEqualTo("export-7");
    assertThat(stored.progress()).isEqualTo(100);
    assertThat(stored.expiresAt()).isAfter(Instant.now());
    assertThat(stored.rings()).isTrue();
    assertThat(ringside.inbox("all/of it…").notifications()).containsExactly(stored);
  }

  @Test
  void notice_quietlyReplaced_keepsItsPlace() {
    Notice notice = NOTICE.key("k").expiresAt(Instant.now().plusSeconds(600));
    Notification first = ringside.publish("quiet", notice);
    Notification second = ringside.publish("quiet", notice.content("more").quiet());
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.rang()).isEqualTo(first.rang());
    assertThat(second.rings()).isFalse();
  }

  @Test
  void noticeForLater_isKept() {
    Instant when = Instant.now().plusSeconds(3600);
    Scheduled kept = ringside.schedule("later", NOTICE.key("trial"), when);
    assertThat(kept.key()).isEqualTo("trial");
    assertThat(kept.deliverAt()).isCloseTo(when, within());
    assertThat(ringside.inbox("later").notifications()).isEmpty();
    assertThat(ringside.schedule("later", NOTICE, Instant.EPOCH).deliverAt())
        .isEqualTo(Instant.EPOCH);
    Eventually.holds("what was due", () -> ringside.inbox("later").notifications().size() == 1);
  }

  private static TemporalUnitOffset within() {
    return Assertions.within(5, ChronoUnit.MINUTES);
  }

  @Test
  void publish_whoseAnswersAreLost_isOneNotification() throws Exception {
    AtomicInteger lost = new AtomicInteger();
    try (Relay relay = new Relay(node.httpPort(), (from, to) -> loseTwo(lost, from, to));
        Ringside client = eager(relay.port())) {
      Notification stored = client.publish("lost", NOTICE);
      assertThat(lost.get()).isGreaterThanOrEqualTo(3);
      assertThat(ringside.inbox("lost").notifications()).containsExactly(stored);
      client.publish("lost", NOTICE);
      assertThat(ringside.inbox("lost").notifications()).hasSize(2);
    }
  }

  /** Waits for an answer, and cuts the connection instead of passing it on. */
  private static void loseTwo(AtomicInteger lost, Socket from, Socket to) throws IOException {
    if (lost.getAndIncrement() < 2) {
      int first = from.getInputStream().read();
      throw new IOException("lost, from " + first);
    }
    from.getInputStream().transferTo(to.getOutputStream());
  }

  @Test
  void publish_whileTheServerIsAway_isStoredOnceItIsBack() throws Exception {
    try (Relay relay = new Relay(node.httpPort());
        Ringside client = eager(relay.port())) {
      relay.shut();
      AtomicReference<Notification> stored = new AtomicReference<>();
      Thread caller = Thread.startVirtualThread(() -> stored.set(client.publish("away", NOTICE)));
      assertThat(caller.join(Duration.ofMillis(200))).isFalse();
      relay.open();
      caller.join();
      assertThat(ringside.inbox("away").notifications()).containsExactly(stored.get());
    }
  }

  @Test
  void publish_whereNobodyIs_saysWhereAfterItsPatience() throws Exception {
    Relay relay = new Relay(1);
    relay.close();
    try (Ringside client =
        Ringside.builder(url(relay.port()), TestNode.KEY).giveUpAfter(Duration.ZERO).build()) {
      assertThatExceptionOfType(RingsideException.class)
          .isThrownBy(() -> client.publish("42", NOTICE))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
          .satisfies(e -> assertThat(e.passes()).isTrue())
          .withMessageContaining("127.0.0.1:" + relay.port())
          .withMessageContaining("RINGSIDE_URL")
          .withMessageNotContaining(TestNode.KEY);
    }
  }

  @Test
  void publish_toAnUnknownHost_namesIt() {
    try (Ringside client =
        Ringside.builder(URI.create("http://nowhere.invalid:8080/"), TestNode.KEY)
            .giveUpAfter(Duration.ZERO)
            .build()) {
      assertThatExceptionOfType(RingsideException.class)
          .isThrownBy(() -> client.publish("42", NOTICE))
          .withMessageContaining("nowhere.invalid:8080 is not a known host");
    }
  }

  @Test
  void publish_thatTheServerPutsOff_comesAgainWithItsKeyAndNoSooner() throws Exception {
    try (ScriptedServer server = ScriptedServer.start();
        Ringside client = eager(server.port())) {
      server.answer(503, "1", "{\"type\":\"/problems/unavailable\",\"title\":\"Later\"}");
      server.answer(429, "0", "{\"type\":\"/problems/too-many\",\"title\":\"Slowly\"}");
      server.answer(502, null, "<html>a proxy</html>");
      server.answer(201, null, ringside.publish("put-off", NOTICE).json().toString());
      client.publish("42", NOTICE);
      List<ScriptedServer.Seen> seen = server.seen();
      assertThat(seen).hasSize(4);
      assertThat(seen.stream().map(ScriptedServer.Seen::idempotencyKey).distinct())
          .singleElement()
          .asString()
          .isNotEmpty();
      long pause = seen.get(1).nanos() - seen.getFirst().nanos();
      assertThat(Duration.ofNanos(pause)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void badKey_isRefusedAtOnceAndNotShown() {
    String key = "rsk_not-a-key";
    try (Ringside client = Ringside.at(url(node.httpPort()), key)) {
      RingsideException e =
          catchThrowableOfType(RingsideException.class, () -> client.publish("42", NOTICE));
      assertThat(e.kind()).isEqualTo(Kind.UNAUTHENTICATED);
      assertThat(e.status()).isEqualTo(401);
      assertThat(e).hasMessageContaining("RINGSIDE_API_KEY").hasMessageNotContaining(key);
    }
  }

  @Test
  void keyThatCanBeNone_isNotShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ringside.at(url(1), "rsk_secret\n"))
        .withMessageNotContaining("rsk_secret");
    for (String server :
        List.of("127.0.0.1", "ftp://a", "http://a:b@c", "http://a?b", "/a", "http://a:65536")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ringside.at(URI.create(server), "k"))
          .withMessageContaining("such as http");
    }
  }

  @Test
  void wrongFields_areNamed() {
    RingsideException e =
        catchThrowableOfType(
            RingsideException.class,
            () -> ringside.publish("42", NOTICE.progress(101).link("no link")));
    assertThat(e.kind()).isEqualTo(Kind.INVALID);
    assertThat(e.status()).isEqualTo(422);
    assertThat(e.errors())
        .extracting(RingsideException.FieldError::field)
        .containsExactlyInAnyOrder("progress", "link");
  }

  @Test
  void server_thatIsNone_isTold() throws Exception {
    try (ScriptedServer server = ScriptedServer.start();
        Ringside client = eager(server.port())) {
      server.answer(200, null, "<html>hello</html>");
      server.answer(404, null, "<html>nothing</html>");
      server.answer(302, null, "");
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(RingsideException.class)
            .isThrownBy(() -> client.publish("42", NOTICE))
            .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE));
      }
    }
  }

  @Test
  void answer_ofAnother_isNoneOfRingsides() throws Exception {
    try (ScriptedServer server = ScriptedServer.start();
        Ringside client = eager(server.port())) {
      List<Runnable> calls =
          List.of(
              () -> client.publish("42", NOTICE),
              () -> client.schedule("42", NOTICE, Instant.EPOCH),
              () -> client.inbox("42"),
              () -> client.read("42", List.of("x")),
              () -> client.jobs("42"),
              () -> client.jobStatus("42", "k"),
              () -> client.withdrawJob("42", "k"),
              () -> client.rooms(null, 1),
              () -> client.messages("lobby", 1),
              () -> client.say("lobby", "hi"),
              () -> client.token("42", Duration.ofMinutes(1)));
      for (Runnable call : calls) {
        for (String answer : List.of("<html>hello</html>", "{}", "[]")) {
          server.answer(200, null, answer);
          assertThatExceptionOfType(RingsideException.class)
              .isThrownBy(call::run)
              .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE));
        }
      }
    }
  }

  @Test
  void proxy_thatSaysNotNow_isTriedAgain() throws Exception {
    try (ScriptedServer server = ScriptedServer.start();
        Ringside client = eager(server.port())) {
      server.answer(429, "1", "");
      server.answer(408, null, "<html>late</html>");
      server.answer(201, null, ringside.publish("proxied", NOTICE).json().toString());
      client.publish("42", NOTICE);
      List<ScriptedServer.Seen> seen = server.seen();
      assertThat(seen).hasSize(3);
      assertThat(seen.get(1).nanos() - seen.getFirst().nanos())
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
    }
  }

  @Test
  void server_withoutTls_isNotTriedAgain() {
    URI wrong = URI.create("https://127.0.0.1:" + node.httpPort());
    try (Ringside client =
        Ringside.builder(wrong, TestNode.KEY).giveUpAfter(Duration.ofHours(1)).build()) {
      assertThatExceptionOfType(RingsideException.class)
          .isThrownBy(() -> client.publish("42", NOTICE))
          .withMessageContaining("speaks no TLS: http:// may be right")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE));
    }
  }

  @Test
  void caller_thatIsInterrupted_stopsWaiting() throws Exception {
    try (Relay relay = new Relay(node.httpPort());
        Ringside client = eager(relay.port())) {
      relay.shut();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      AtomicReference<Boolean> flag = new AtomicReference<>(false);
      Thread caller =
          Thread.startVirtualThread(
              () -> {
                thrown.set(catchThrowableOfType(RingsideException.class, () -> client.inbox("42")));
                flag.set(Thread.currentThread().isInterrupted());
              });
      caller.interrupt();
      caller.join();
      assertThat(thrown.get())
          .isInstanceOfSatisfying(
              RingsideException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
      assertThat(flag.get()).isTrue();
    }
  }

  @Test
  void inbox_isListedMarkedAndEmptied() {
    String user = "lists";
    Notification first = ringside.publish(user, NOTICE.category("a"));
    Notification second = ringside.publish(user, NOTICE.category("b"));
    InboxPage page = ringside.inbox(user, InboxQuery.newest().atMost(1));
    assertThat(page.notifications()).containsExactly(second);
    assertThat(page.more()).isTrue();
    assertThat(ringside.inbox(user, InboxQuery.newest().rangBefore(second.rang())).notifications())
        .containsExactly(first);
    assertThat(ringside.inbox(user, InboxQuery.newest().in("a")).notifications())
        .containsExactly(first);
    assertThat(ringside.read(user, List.of(first.id())).unread()).isEqualTo(1);
    assertThat(ringside.inbox(user, InboxQuery.newest().unread()).notifications())
        .containsExactly(second);
    assertThat(ringside.unread(user, List.of(first.id(), "none")).unread()).isEqualTo(2);
    Position end = ringside.inbox(user).position();
    assertThat(ringside.readThrough(user, end).unread()).isZero();
    Marked gone = ringside.delete(user, List.of(first.id(), second.id()));
    assertThat(gone.revision()).isEqualTo(end.revision() + 4);
    assertThat(ringside.inbox(user).notifications()).isEmpty();
  }

  @Test
  void rooms_areListedAndSpokenIn() {
    node.call("POST", "/api/rooms", "{\"id\":\"lobby\",\"name\":\"Lobby\"}");
    node.call("POST", "/api/rooms", "{\"id\":\"other\"}");
    node.call("PUT", "/api/rooms/lobby/members/ada", "{\"name\":\"Ada\"}");
    RoomPage all = ringside.rooms(null, 1);
    assertThat(all.rooms()).extracting(Room::id).containsExactly("lobby");
    assertThat(all.more()).isTrue();
    assertThat(ringside.rooms("lobby", 10).rooms()).extracting(Room::id).containsExactly("other");
    assertThat(ringside.roomsOf("ada", null, 10).rooms())
        .extracting(Room::name)
        .containsExactly("Lobby");
    RoomMessage notice = ringside.say("lobby", "Back at 12");
    RoomMessage said = ringside.sayAs("ada", "lobby", "hi");
    assertThat(notice.kind()).isEqualTo("notice");
    assertThat(said.user()).isEqualTo("ada");
    assertThat(said.name()).isEqualTo("Ada");
    assertThat(ringside.messages("lobby", 2)).containsExactly(notice, said);
    assertThatExceptionOfType(RingsideException.class)
        .isThrownBy(() -> ringside.say("nowhere", "hi"))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void token_isTheUsers_andItsTextIsNot() {
    Token token = ringside.token("42", Duration.ofMinutes(5));
    assertThat(node.callAs(token.token(), "GET", "/api/users/me/inbox", null).status())
        .isEqualTo(200);
    assertThat(token.toString()).doesNotContain(token.token());
  }

  @Test
  void data_asAMap_isWritten() {
    Notice notice = NOTICE.data(Map.of("rows", 7));
    assertThat(ringside.publish("map", notice).data()).hasToString("{\"rows\":7}");
    assertThat(notice).isEqualTo(NOTICE.data("{\"rows\":7}")).isNotEqualTo(NOTICE);
  }
}
