package dev.ringside.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.InboxTable;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node deletes and forgets by itself. */
@Timeout(120)
class RetentionTest {

  private static final String USER = "42";
  private static final String ROUND = "ringside.retention.round.seconds";
  private static final String ROWS = "ringside.inbox.max.rows";
  private static final String AGE = "ringside.inbox.max.age.seconds";
  private static final String TOMBSTONE = "ringside.tombstone.seconds";

  private static String publish(TestNode node, String title, String more) {
    TestNode.Answer answer = node.publish(USER, "{\"title\":\"" + title + "\"" + more + "}");
    assertThat(answer.status()).isIn(200, 201);
    return answer.body().path("id").asText();
  }

  private static List<String> titles(TestNode node) {
    List<String> titles = new ArrayList<>();
    JsonNode list = node.call("GET", "/api/users/" + USER + "/notifications", null).body();
    list.path("notifications").forEach(each -> titles.add(each.path("title").asText()));
    return titles;
  }

  private static void awaitTitles(TestNode node, String... titles) {
    Eventually.isNull(
        () -> titles(node).equals(List.of(titles)) ? null : "the list is " + titles(node));
  }

  private static long number(TestNode node, String query) throws SQLException {
    try (Connection connection = node.database();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : -1;
    }
  }

  private static double metric(TestNode node, String series) {
    String text = node.callAs(null, "GET", "/metrics", null).raw().body();
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .sum();
  }

  private static double deleted(TestNode node, String reason) {
    return metric(node, "ringside_retention_deleted_total{reason=\"" + reason + "\"}");
  }

  @Test
  void cap_keepsWhatRangLast_andTabsSeeTheRestDeleted() throws Exception {
    try (TestNode node = TestNode.start(ROWS, "3");
        Tab tab = Tab.open(node, USER)) {
      publish(node, "a", ",\"key\":\"k\"");
      publish(node, "b", "");
      publish(node, "c", "");
      publish(node, "a again", ",\"key\":\"k\"");
      publish(node, "d", "");

      awaitTitles(node, "d", "a again", "c");
      tab.awaitEqual(node, USER);
      assertThat(tab.model().unread()).isEqualTo(3);
      assertThat(tab.model().resets()).as("but the snapshot").isLessThanOrEqualTo(1);
      Eventually.holds("count", () -> deleted(node, "cap") == 1);
    }
  }

  @Test
  void cap_thatIsLowered_isAppliedByTheRound() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode node = TestNode.startIn(schema)) {
      for (int i = 0; i < 9; i++) {
        publish(node, "t" + i, "");
      }
    }
    try (TestNode node = TestNode.startIn(schema, ROWS, "2", "ringside.sweep.rows", "3")) {
      awaitTitles(node, "t8", "t7");
    }
  }

  @Test
  void row_thatRangAtTheLastMoment_stays() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode before = TestNode.startIn(schema);
        Connection holder = before.database();
        Statement statement = holder.createStatement()) {
      publish(before, "a", ",\"key\":\"k\"");
      publish(before, "b", "");
      publish(before, "c", "");
      holder.setAutoCommit(false);
      statement.execute("select from inbox where user_id = '42' for update");
      statement.execute(
          "update notification set revision = 4, rang = 4, title = 'a again' where key = 'k'");
      statement.execute("update inbox set revision = 4 where user_id = '42'");
      try (TestNode node =
          TestNode.startIn(
              schema,
              ROWS,
              "2",
              ROUND,
              "0.1",
              "ringside.writer.timeout.seconds",
              "30",
              "ringside.writer.lock.timeout.seconds",
              "30")) {
        Eventually.holds("sweep that waits", () -> waiting(node) == 1);
        holder.commit();
        awaitTitles(node, "a again", "c");
      }
    }
  }

  private static long waiting(TestNode node) throws SQLException {
    return number(
        node,
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
            + " and query like '%inbox%for update%' and application_name = 'ringside'");
  }

  @Test
  void age_deletesWhatNothingHasReplaced() throws Exception {
    try (TestNode node = TestNode.start(AGE, "3", ROUND, "0.05");
        Tab tab = Tab.open(node, USER)) {
      publish(node, "old", "");
      publish(node, "kept", ",\"key\":\"k\"");
      Eventually.holds(
          "deletion of the old one alone",
          () -> {
            // Replaced again and again, so that it is never old itself.
            publish(node, "kept " + System.nanoTime(), ",\"key\":\"k\",\"quiet\":true");
            return titles(node).size() == 1;
          });
      assertThat(titles(node).getFirst()).startsWith("kept");
      tab.awaitEqual(node, USER);
      assertThat(deleted(node, "age")).isEqualTo(1);
    }
  }

  @Test
  void tombstones_areRemoved_andWhoStandsBelowIsReset() throws Exception {
    try (TestNode node = TestNode.start(TOMBSTONE, "0.1");
        Tab below = Tab.open(node, USER);
        Tab above = Tab.open(node, USER);
        Tab live = Tab.open(node, USER)) {
      String id = publish(node, "a", "");
      publish(node, "b", "");
      below.awaitRevision(2);
      below.drop();
      node.call("DELETE", "/api/users/" + USER + "/notifications/" + id, null);
      above.awaitRevision(3);
      above.drop();
      Eventually.holds("compaction", () -> number(node, "select compacted from inbox") == 3);
      publish(node, "c", "");
      live.awaitRevision(4);
      long resetsBelow = below.model().resets();
      long resetsAbove = above.model().resets();
      below.model().compactedTo(_ -> 3);

      below.resume();
      above.resume();
      for (Tab each : List.of(below, above, live)) {
        each.awaitEqual(node, USER);
        assertThat(each.model().unread()).isEqualTo(2);
      }
      assertThat(below.model().resets()).isEqualTo(resetsBelow + 1);
      assertThat(above.model().resets()).isEqualTo(resetsAbove);
      assertThat(live.model().notifications()).doesNotContainKey(id);
      assertThat(number(node, "select count(*) from notification")).isEqualTo(2);
      assertThat(metric(node, "ringside_tombstones_removed_total")).isEqualTo(1);
    }
  }

  @Test
  void newestChange_thatIsATombstoneAndGone_leavesTheInboxWhole() throws Exception {
    try (TestNode node = TestNode.start(TOMBSTONE, "0.1");
        Tab tab = Tab.open(node, USER)) {
      String id = publish(node, "a", "");
      node.call("DELETE", "/api/users/" + USER + "/notifications/" + id, null);
      tab.awaitRevision(2);
      Eventually.holds("compaction", () -> number(node, "select compacted from inbox") == 2);
      long resets = tab.model().resets();

      tab.drop();
      tab.resume();
      publish(node, "b", "");
      tab.awaitRevision(3);
      tab.awaitEqual(node, USER);
      assertThat(tab.model().resets()).isEqualTo(resets);
      assertThat(InboxTable.read(node, USER).unread()).isEqualTo(1);
    }
  }

  @Test
  void severalNodes_thatSweepAtOnce_deleteEachRowOnce() throws Exception {
    int rows = 300;
    String schema = TestPostgres.freshSchema();
    String[] settings = {"ringside.broker", "postgres", "ringside.sweep.rows", "10"};
    try (TestNode one = TestNode.startIn(schema, settings);
        TestNode two = TestNode.startIn(schema, settings);
        TestNode three = TestNode.startIn(schema, settings);
        Tab tab = Tab.open(two, USER)) {
      try (Connection connection = one.database();
          Statement statement = connection.createStatement()) {
        publish(one, "first", "");
        connection.setAutoCommit(false);
        statement.execute("select from inbox where user_id = '42' for update");
        statement.execute(
            "insert into notification (id, user_id, revision, rang, style, title, created_at,"
                + " updated_at, expires_at) select gen_random_uuid(), '42', n, n, 'info', 't',"
                + " now(), now(), now() from generate_series(2, "
                + (rows + 1)
                + ") n");
        statement.execute(
            "update inbox set unread = %1$d, revision = %1$d where user_id = '42'"
                .formatted(rows + 1));
        connection.commit();
      }
      awaitTitles(one, "first");
      assertThat(InboxTable.read(one, USER).revision()).isEqualTo(2 * rows + 1);
      Eventually.holds(
          "count of each once",
          () ->
              deleted(one, "expired") + deleted(two, "expired") + deleted(three, "expired")
                  == rows);
      tab.awaitEqual(one, USER);
      assertThat(tab.model().unread()).isEqualTo(1);
    }
  }
}
