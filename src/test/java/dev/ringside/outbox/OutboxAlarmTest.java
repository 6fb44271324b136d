package dev.ringside.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.DataDir;
import dev.ringside.support.Eventually;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the outbox is looked at, and what that costs where nothing is there. */
@Timeout(120)
class OutboxAlarmTest {

  private static final String LISTENING =
      "select pid from pg_stat_activity where query = 'listen \"%s_outbox\"'";

  /** A node that looks for itself after an hour only. */
  private static TestNode sleepy(String... more) throws Exception {
    List<String> settings =
        new java.util.ArrayList<>(List.of("ringside.chores.look.seconds", "3600"));
    settings.addAll(List.of(more));
    return TestNode.start(settings.toArray(String[]::new));
  }

  private static List<String> listeners(TestNode node) throws Exception {
    try (Connection connection = node.database()) {
      return Outbox.strings(connection, LISTENING.formatted(node.schema()));
    }
  }

  private static void insertAndNotify(TestNode node, String title) throws Exception {
    try (Connection application = node.database()) {
      application.setAutoCommit(false);
      Outbox.execute(
          application, "insert into outbox (user_id, title) values ('42', '" + title + "')");
      Outbox.execute(application, "notify " + node.schema() + "_outbox");
      application.commit();
    }
  }

  @Test
  void notify_wakesAtTheCommit() throws Exception {
    try (TestNode node = sleepy();
        Tab tab = Tab.open(node, "42")) {
      Eventually.holds("a listener", () -> listeners(node).size() == 1);
      insertAndNotify(node, "heard");
      tab.awaitRevision(1);
      tab.awaitEqual(node, "42");
    }
  }

  @Test
  void listener_thatIsCutOff_comesBack_andLooksForWhatItMissed() throws Exception {
    try (TestNode node = sleepy();
        Tab tab = Tab.open(node, "42");
        Connection operator = node.database()) {
      Eventually.holds("a listener", () -> listeners(node).size() == 1);
      Outbox.execute(operator, "insert into outbox (user_id, title) values ('42', 'unsaid')");
      Outbox.execute(
          operator,
          "select pg_terminate_backend(pid) from ("
              + LISTENING.formatted(node.schema())
              + ") as listening");
      tab.awaitRevision(1);
      Eventually.holds("a listener again", () -> listeners(node).size() == 1);
      insertAndNotify(node, "heard");
      tab.awaitRevision(2);
    }
  }

  @Test
  void listener_isNotThere_whereTheSettingsForbidIt() throws Exception {
    try (TestNode node = TestNode.start("ringside.outbox.listen", "false");
        Tab tab = Tab.open(node, "42")) {
      insertAndNotify(node, "found by looking");
      tab.awaitRevision(1);
      assertThat(listeners(node)).isEmpty();
    }
  }

  @Test
  void idleNode_asksItsDatabaseSeldom(@TempDir Path folder) throws Exception {
    Duration watched = Duration.ofSeconds(3);
    // A server of its own: in that of the tests others are busy, and vacuum is.
    DataDir data = new DataDir(folder.resolve("data"));
    try (TestNode node = data.startNode();
        Connection connection = data.connect()) {
      Eventually.holds(
          "a listener",
          () -> Outbox.strings(connection, LISTENING.formatted(node.schema())).size() == 1);
      // Less than five a second is promised; twice that leaves room for vacuum. The start is
      // counted
      // late, so the quietest of some spans is taken.
      long fewest = Long.MAX_VALUE;
      for (int span = 0; span < 3; span++) {
        long before = transactions(connection);
        Thread.sleep(watched);
        fewest = Math.min(fewest, transactions(connection) - before);
      }
      assertThat(fewest).isBetween(1L, 10 * watched.toSeconds());
    }
  }

  private static long transactions(Connection connection) throws Exception {
    return Long.parseLong(
        Outbox.strings(
                connection,
                "select xact_commit from pg_stat_database where datname = current_database()")
            .getFirst());
  }
}
