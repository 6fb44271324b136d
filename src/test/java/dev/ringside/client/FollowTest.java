package dev.ringside.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.client.RingsideException.Kind;
import dev.ringside.support.Eventually;
import dev.ringside.support.Relay;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An inbox that is followed over a real node's socket. */
class FollowTest {

  private static final Notice NOTICE = Notice.titled("Export ready");

  private static TestNode node;
  private static Ringside ringside;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
    ringside = builder(node.httpPort()).build();
  }

  @AfterAll
  static void stop() {
    ringside.close();
    node.close();
  }

  private static RingsideBuilder builder(int port) {
    return Ringside.builder(URI.create("http://127.0.0.1:" + port), TestNode.KEY)
        .pauses(Duration.ofMillis(10), Duration.ofMillis(200));
  }

  private static URI socket(int port) {
    return URI.create("ws://127.0.0.1:" + port + "/ws");
  }

  private static void publish(String user, int count) {
    for (int i = 0; i < count; i++) {
      ringside.publish(user, NOTICE);
    }
  }

  private static List<Long> from(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void follower_hearsWhatIsThereAndThenEveryChangeInOrder() {
    Notification before = ringside.publish("order", NOTICE);
    Heard heard = new Heard();
    try (Following following = ringside.follow("order", heard)) {
      heard.awaitCurrent();
      Notification put = ringside.publish("order", NOTICE);
      ringside.read("order", List.of(before.id(), put.id()));
      ringside.delete("order", List.of(before.id()));
      Eventually.holds("four changes", () -> heard.changes().size() == 4);
      String epoch = heard.reset().position().epoch();
      assertThat(heard.reset().notifications()).containsExactly(before);
      assertThat(heard.changes().get(1))
          .isEqualTo(new InboxChange.Put(new Position(epoch, 2), 2, put));
      assertThat(heard.changes().get(2))
          .isInstanceOfSatisfying(
              InboxChange.Read.class,
              read -> {
                assertThat(read.ids()).containsExactlyInAnyOrder(before.id(), put.id());
                assertThat(read.position()).isEqualTo(new Position(epoch, 4));
                assertThat(read.unread()).isZero();
              });
      assertThat(heard.changes().get(3))
          .isEqualTo(new InboxChange.Deleted(new Position(epoch, 5), 0, List.of(before.id())));
      assertThat(following.position()).isEqualTo(new Position(epoch, 5));
    }
    assertThat(heard.states().getLast()).isEqualTo(new FollowState.Ended(null));
  }

  @Test
  void follower_whoseConnectionIsCut_hearsEachChangeOnce() throws Exception {
    try (Relay relay = new Relay(node.socketPort());
        Ringside client = builder(node.httpPort()).socket(socket(relay.port())).build()) {
      Heard heard = new Heard();
      try (Following _ = client.follow("cut", heard)) {
        heard.awaitCurrent();
        for (int i = 1; i <= 10; i++) {
          publish("cut", 15);
          relay.cut();
          publish("cut", 5);
        }
        heard.awaitPuts(200);
        assertThat(heard.revisions()).isEqualTo(from(1, 200));
        assertThat(heard.reset().notifications()).isEmpty();
        assertThat(heard.states()).anyMatch(FollowState.Away.class::isInstance);
      }
    }
  }

  @Test
  void follower_acrossARestartOfTheServer_goesOn() throws Exception {
    Heard heard = new Heard();
    TestNode first = TestNode.start();
    try (Relay http = new Relay(first.httpPort());
        Relay socket = new Relay(first.socketPort());
        Ringside client = builder(http.port()).socket(socket(socket.port())).build()) {
      try (Following _ = client.follow("restart", heard)) {
        heard.awaitCurrent();
        client.publish("restart", NOTICE);
        heard.awaitPuts(1);
        first.close();
        try (TestNode second = TestNode.startIn(first.schema())) {
          http.target(second.httpPort());
          socket.target(second.socketPort());
          client.publish("restart", NOTICE);
          heard.awaitPuts(2);
          client.publish("restart", NOTICE);
          heard.awaitPuts(3);
          assertThat(heard.revisions()).containsExactly(1L, 2L, 3L);
          assertThat(heard.reset().position().revision()).isZero();
        }
      }
    }
  }

  @Test
  void laterProcess_withTheStoredPosition_hearsWhatItMissed() {
    Heard first = new Heard();
    String stored;
    try (Following following = ringside.follow("resume", first)) {
      first.awaitCurrent();
      publish("resume", 3);
      first.awaitPuts(3);
      stored = String.valueOf(following.position());
    }
    publish("resume", 300);
    Notification gone = ringside.publish("resume", NOTICE);
    ringside.delete("resume", List.of(gone.id()));
    Heard second = new Heard();
    try (Following following = ringside.follow("resume", Position.of(stored), second)) {
      second.awaitCurrent();
      second.awaitPuts(300);
      assertThat(second.revisions()).isEqualTo(from(4, 303));
      Eventually.holds("deletion", () -> second.changes().getLast() instanceof InboxChange.Deleted);
      assertThat(following.position()).isEqualTo(second.changes().getLast().position());
    }
  }

  @Test
  void position_ofAnotherHistory_isAnsweredByAReset() {
    publish("history", 2);
    Heard heard = new Heard();
    try (Following _ = ringside.follow("history", new Position("elsewhere", 1), 1, heard)) {
      heard.awaitCurrent();
      assertThat(heard.reset().notifications()).hasSize(1);
      assertThat(heard.reset().more()).isTrue();
    }
  }

  @Test
  void listener_thatIsSlow_isWaitedFor() throws Exception {
    String much = "x".repeat(8_000);
    CountDownLatch go = new CountDownLatch(1);
    Heard heard = new Heard();
    InboxListener slow =
        new InboxListener() {
          @Override
          public void changed(InboxChange change) {
            try {
              boolean _ = go.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            heard.changed(change);
          }
        };
    try (Following _ = ringside.follow("slow", slow)) {
      for (int i = 0; i < 700; i++) {
        ringside.publish("slow", Notice.saying(much));
      }
      go.countDown();
      Eventually.holds("all", () -> last(heard) == 700);
      List<Long> revisions = heard.revisions();
      assertThat(revisions).isEqualTo(from(701 - revisions.size(), 700));
    }
  }

  private static long last(Heard heard) {
    List<InboxChange> changes = heard.changes();
    return changes.isEmpty() ? 0 : changes.getLast().position().revision();
  }

  @Test
  void listener_thatFails_endsIt() {
    Following following =
        ringside.follow(
            "fails",
            _ -> {
              throw new IllegalArgumentException("disk full");
            });
    assertThatThrownBy(following::join)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("disk full");
    assertThat(following.position()).isNull();
  }

  @Test
  void listener_thatClosesIt_hearsNoMore() throws Exception {
    publish("closes", 1);
    Heard heard = new Heard();
    CountDownLatch ready = new CountDownLatch(1);
    Following[] own = new Following[1];
    own[0] =
        ringside.follow(
            "closes",
            change -> {
              heard.changed(change);
              try {
                ready.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              own[0].close();
            });
    ready.countDown();
    own[0].join();
    publish("closes", 1);
    assertThat(heard.changes()).hasSize(1);
  }

  @Test
  void badKey_endsIt() {
    Heard heard = new Heard();
    try (Ringside client =
        Ringside.at(URI.create("http://127.0.0.1:" + node.httpPort()), "rsk_bad")) {
      Following following = client.follow("42", heard);
      assertThatThrownBy(following::join)
          .isInstanceOfSatisfying(
              RingsideException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHENTICATED))
          .hasMessageNotContaining("rsk_bad");
      assertThat(heard.states().getLast()).isInstanceOf(FollowState.Ended.class);
    }
  }

  @Test
  void userThatIsErased_endsIt() {
    publish("erased", 1);
    Heard heard = new Heard();
    Following following = ringside.follow("erased", heard);
    heard.awaitCurrent();
    node.call("DELETE", "/api/users/erased", null);
    assertThatThrownBy(following::join)
        .isInstanceOfSatisfying(
            RingsideException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
              assertThat(e.status()).isEqualTo(4410);
            });
  }

  @Test
  void session_thatIsEndedByTheApplication_isSignedOut() {
    Heard heard = new Heard();
    Following following = ringside.follow("sessions", heard);
    heard.awaitCurrent();
    node.call("DELETE", "/api/users/sessions/sessions", null);
    assertThatThrownBy(following::join)
        .isInstanceOfSatisfying(
            RingsideException.class, e -> assertThat(e.status()).isEqualTo(4411));
  }

  @Test
  void silentServer_isLeft() throws Exception {
    try (TestNode quiet = TestNode.start("ringside.heartbeat.seconds", "1");
        Relay relay = new Relay(quiet.socketPort(), Gate::carry);
        Ringside client = builder(quiet.httpPort()).socket(socket(relay.port())).build()) {
      Heard heard = new Heard();
      try (Following _ = client.follow("silent", heard)) {
        heard.awaitCurrent();
        Gate.shut = true;
        client.publish("silent", NOTICE);
        Eventually.holds(
            "away", () -> heard.states().stream().anyMatch(FollowState.Away.class::isInstance));
        Gate.shut = false;
        heard.awaitPuts(1);
        assertThat(heard.revisions()).containsExactly(1L);
      }
    }
  }

  /** Swallows all that a server says, and keeps the connection open. */
  private static final class Gate {

    private static volatile boolean shut;

    static void carry(Socket from, Socket to) throws IOException {
      byte[] bytes = new byte[8192];
      boolean swallow = false;
      int count = from.getInputStream().read(bytes);
      while (count >= 0) {
        swallow |= shut;
        if (!swallow) {
          to.getOutputStream().write(bytes, 0, count);
        }
        count = from.getInputStream().read(bytes);
      }
    }
  }

  @Test
  void token_thatEnds_isRenewedInTime() throws Exception {
    try (TestNode strict =
            TestNode.start(
                "ringside.token.max.ttl.seconds", "4", "ringside.token.grace.seconds", "4");
        Ringside client = builder(strict.httpPort()).build()) {
      Heard heard = new Heard();
      try (Following _ = client.follow("token", heard)) {
        heard.awaitCurrent();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        int told = 0;
        while (System.nanoTime() - end < 0) {
          client.publish("token", NOTICE);
          heard.awaitPuts(++told);
        }
        assertThat(heard.revisions()).isEqualTo(from(1, told));
        assertThat(heard.states()).noneMatch(FollowState.Away.class::isInstance);
      }
    }
  }
}
