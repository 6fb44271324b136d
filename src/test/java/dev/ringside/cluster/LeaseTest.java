package dev.ringside.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is there, when a node dies or stands still without a word, or the tables are emptied. */
@Timeout(120)
class LeaseTest {

  private final TestNode here;
  private final NodeProcess there;

  LeaseTest() throws Exception {
    String schema = TestPostgres.freshSchema();
    here =
        TestNode.startIn(
            schema,
            "ringside.broker",
            "postgres",
            "ringside.node.lease.seconds",
            "2",
            "ringside.presence.seconds",
            "0.05");
    there =
        NodeProcess.start(
            schema, "RINGSIDE_NODE_LEASE_SECONDS", "2", "RINGSIDE_PRESENCE_SECONDS", "0.05");
  }

  @AfterEach
  void stop() {
    there.close();
    here.close();
  }

  private void awaitOnline(int count) {
    Eventually.holds(
        count + " online",
        () -> here.call("GET", "/api/users/42/inbox", null).body().path("online").asInt() == count);
  }

  @Test
  void node_thatIsKilled_isNotCountedOnceItsLeaseIsOver() throws Exception {
    try (Tab one = Tab.open(here, "42");
        Tab two = Tab.open(there, "42")) {
      awaitOnline(2);

      there.kill();

      awaitOnline(1);
      assertThat(one.isOver()).isFalse();
      assertThat(two.awaitClose()).isEqualTo(1006);
    }
  }

  @Test
  void node_thatStandsStill_isCountedAgainWhenItGoesOn() {
    try (Tab one = Tab.open(here, "42");
        Tab two = Tab.open(there, "42")) {
      awaitOnline(2);

      there.pause();
      awaitOnline(1);
      there.resume();

      awaitOnline(2);
      assertThat(one.isOver() || two.isOver()).isFalse();
    }
  }

  /** As a crash of the database does, since neither table is in its log. */
  @Test
  void tablesThatAreEmptied_areWrittenAnew() throws Exception {
    try (Tab one = Tab.open(here, "42");
        Tab two = Tab.open(there, "42");
        Connection database = here.database();
        Statement statement = database.createStatement()) {
      awaitOnline(2);

      statement.execute("truncate node cascade");

      awaitOnline(1);
      awaitOnline(2);
      assertThat(one.isOver() || two.isOver()).isFalse();
    }
  }
}
