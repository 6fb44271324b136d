package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tab that stops reading, beside others of the same user, while much is published. */
@Timeout(120)
class StalledTabTest {

  private static final int PUBLISHERS = 4;
  private static final int EACH = 500;
  private static final int HEALTHY = 4;
  private static final int PENDING_BYTES = 65_536;

  /** A frame that is written whole where a byte could be: a page of a catch-up, or a run. */
  private static final int LONGEST_WRITE = (1 << 20) + 65_536;

  private static final String BIG =
      "{\"title\":\"ring\",\"content\":\"" + "x".repeat(4_000) + "\"}";

  @Test
  void stalledTab_holdsUpNobodyAndOwesLittle_andGetsWhatItMissed() throws Exception {
    try (TestNode node =
        TestNode.start(
            "ringside.reconcile.seconds", "3600",
            "ringside.writer.timeout.seconds", "20",
            "ringside.socket.pending.bytes", "" + PENDING_BYTES,
            "ringside.socket.close.grace.seconds", "20",
            "ringside.socket.stall.timeout.seconds", "3")) {
      publish(node, 1);
      List<Tab> healthy = new ArrayList<>();
      for (int i = 0; i < HEALTHY; i++) {
        healthy.add(Tab.open(node, "42"));
      }
      Tab stalled = Tab.open(node, "42");
      stalled.resume(2_048);
      stalled.awaitCurrent();
      stalled.stall();

      Sockets sockets = node.ringside().bean(Sockets.class);
      CompletableFuture<?>[] publishers = new CompletableFuture<?>[PUBLISHERS];
      for (int i = 0; i < PUBLISHERS; i++) {
        publishers[i] =
            CompletableFuture.runAsync(
                () -> publish(node, EACH), task -> Thread.ofVirtual().start(task));
      }
      CompletableFuture<Void> all = CompletableFuture.allOf(publishers);
      long mostPending = 0;
      while (!all.isDone()) {
        mostPending = Math.max(mostPending, sockets.pendingBytes());
        LockSupport.parkNanos(1_000_000);
      }
      all.join();

      int published = 1 + PUBLISHERS * EACH;
      for (Tab tab : healthy) {
        tab.awaitRevision(published);
        tab.awaitEqual(node, "42");
        assertThat(tab.model().resets()).isEqualTo(1);
      }
      assertThat(stalled.model().position().revision()).isLessThan(published);
      assertThat(mostPending)
          .as("bytes that waited for all tabs together, of 8 MB published")
          .isBetween(1L, (long) PENDING_BYTES + LONGEST_WRITE);

      stalled.await("the stall's end", () -> online(node) == HEALTHY);
      stalled.readOn();
      assertThat(stalled.awaitClose()).isEqualTo(4413);
      long had = stalled.model().position().revision();
      assertThat(had).isLessThan(published);

      stalled.resume();
      stalled.awaitRevision(published);
      stalled.awaitEqual(node, "42");
      assertThat(stalled.model().resets()).isEqualTo(1);
      stalled.close();
      healthy.forEach(Tab::close);
    }
  }

  private static int online(TestNode node) {
    return node.call("GET", "/api/users/42/inbox", null).body().path("online").asInt();
  }

  private static void publish(TestNode node, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(node.publish("42", BIG).status()).isEqualTo(201);
    }
  }
}
