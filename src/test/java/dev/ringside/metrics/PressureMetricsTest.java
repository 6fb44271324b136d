package dev.ringside.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a node shows when it is pressed: locked rows, a full door, a reader that takes nothing. */
class PressureMetricsTest {

  private static final String TITLE = "{\"title\":\"t\"}";
  private static final String BIG =
      "{\"title\":\"ring\",\"content\":\"" + "x".repeat(8_000) + "\"}";

  @Test
  void lockedInbox_showsAsWaiting_thenAsRefused() throws Exception {
    try (TestNode node =
        TestNode.start(
            "ringside.writer.waiting.rows", "3",
            "ringside.writer.timeout.seconds", "20",
            "ringside.writer.lock.timeout.seconds", "10")) {
      node.publish("locked", TITLE);
      try (Connection other = node.database();
          PreparedStatement lock =
              other.prepareStatement("select 1 from inbox where user_id = 'locked' for update")) {
        other.setAutoCommit(false);
        lock.execute();
        List<CompletableFuture<Integer>> publishes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          publishes.add(publishLater(node));
        }

        Eventually.holds(
            "a publish refused at the door",
            () -> Scrape.of(node).value(Metric.WRITER_REFUSED.series()) > 0);
        Scrape full = Scrape.of(node);
        assertThat(full.value(Metric.PUBLISHES, "unavailable")).isPositive();
        assertThat(full.value(Metric.WRITER_WAITING_OPERATIONS.series())).isBetween(1.0, 3.0);
        assertThat(full.value(Metric.WRITER_WAITING_BYTES.series())).isPositive();

        other.rollback();
        List<Integer> statuses = publishes.stream().map(CompletableFuture::join).toList();
        assertThat(statuses).containsOnly(201, 503).contains(201, 503);
      }
      Eventually.holds(
          "an empty door",
          () -> Scrape.of(node).value(Metric.WRITER_WAITING_OPERATIONS.series()) == 0);
    }
  }

  private static CompletableFuture<Integer> publishLater(TestNode node) {
    return CompletableFuture.supplyAsync(
        () -> node.publish("locked", TITLE).status(), task -> Thread.ofVirtual().start(task));
  }

  @Test
  void lockThatLasts_isCountedAsContended() throws Exception {
    try (TestNode node = TestNode.start("ringside.writer.lock.timeout.seconds", "0.05")) {
      node.publish("locked", TITLE);
      try (Connection other = node.database();
          PreparedStatement lock =
              other.prepareStatement("select 1 from inbox where user_id = 'locked' for update")) {
        other.setAutoCommit(false);
        lock.execute();
        var publish = publishLater(node);
        Eventually.holds(
            "a contended commit", () -> Scrape.of(node).value(Metric.COMMITS, "contended") > 0);
        other.rollback();
        assertThat(publish.join()).isIn(201, 503);
      }
    }
  }

  @Test
  void stalledTab_showsAsBehind_thenAsClosed() throws Exception {
    try (TestNode node =
        TestNode.start(
            "ringside.reconcile.seconds", "3600",
            "ringside.socket.pending.bytes", "65536",
            "ringside.socket.close.grace.seconds", "1",
            "ringside.socket.stall.timeout.seconds", "2")) {
      Tab stalled = Tab.open(node, "42");
      stalled.resume(2_048);
      stalled.awaitCurrent();
      stalled.stall();

      double most = 0;
      while (Scrape.of(node).value(Metric.CLOSES, "4413") == 0) {
        assertThat(node.publish("42", BIG).status()).isEqualTo(201);
        most = Math.max(most, Scrape.of(node).value(Metric.SESSIONS_BEHIND.series()));
      }
      assertThat(most).isEqualTo(1);
      Eventually.holds("no session", () -> Scrape.of(node).value(Metric.SESSIONS, "socket") == 0);
      stalled.close();
    }
  }

  @Test
  void addressWithTooManySockets_isCounted() throws Exception {
    try (TestNode node = TestNode.start("ringside.sessions.per.address", "1");
        RawSocket _ = RawSocket.open(node.ringside().socketAddress());
        RawSocket second = RawSocket.connect(node.ringside().socketAddress())) {
      assertThat(second.handshake("/ws").status()).isEqualTo(403);
      Scrape scrape = Scrape.of(node);
      assertThat(scrape.value(Metric.HANDSHAKES, "address")).isEqualTo(1);
      assertThat(scrape.value(Metric.HANDSHAKES, "accepted")).isEqualTo(1);
    }
  }
}
