package dev.ringside.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many nodes, of which some die, and many connections that insert at once. */
@Timeout(180)
class OutboxNodesTest {

  private static final int CONNECTIONS = 5;
  private static final int USERS = 50;

  /** Inserts over several connections at once; titles are the connection and its own count. */
  private static List<Callable<Void>> applications(String schema, int rowsEach) {
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      int application = i;
      all.add(
          () -> {
            insert(schema, application, rowsEach);
            return null;
          });
    }
    return all;
  }

  private static void insert(String schema, int application, int rows) throws SQLException {
    try (Connection connection = TestPostgres.connect(schema);
        PreparedStatement statement =
            connection.prepareStatement("insert into outbox (user_id, title) values (?, ?)")) {
      connection.setAutoCommit(false);
      for (int row = 0; row < rows; row++) {
        statement.setString(1, "u" + row % USERS);
        statement.setString(2, application + ":" + row / USERS);
        statement.execute();
        if (row % 10 == 9) {
          connection.commit();
        }
      }
      connection.commit();
    }
  }

  /** Each row once, and what one connection inserted for one user in the order of its inserts. */
  private static void check(Connection connection, int rowsEach) throws SQLException {
    List<String> titles =
        Outbox.strings(
            connection,
            "select user_id || ' ' || title from notification order by user_id, revision");
    assertThat(titles).hasSize(CONNECTIONS * rowsEach).doesNotHaveDuplicates();
    for (int user = 0; user < USERS; user++) {
      for (int application = 0; application < CONNECTIONS; application++) {
        String prefix = "u" + user + " " + application + ":";
        assertThat(
                titles.stream()
                    .filter(title -> title.startsWith(prefix))
                    .map(title -> Integer.valueOf(title.substring(prefix.length()))))
            .hasSize(rowsEach / USERS)
            .isSorted();
      }
    }
    assertThat(Outbox.strings(connection, "select id from outbox_failed")).isEmpty();
  }

  @Test
  void twoNodes_moveEachRowOnce_inItsConnectionsOrder() throws Exception {
    int rowsEach = 1_000;
    try (TestNode one =
            TestNode.start("ringside.broker", "postgres", "ringside.outbox.rows", "64");
        TestNode other =
            TestNode.startIn(
                one.schema(), "ringside.broker", "postgres", "ringside.outbox.rows", "64");
        Tab tab = Tab.open(other, "u7");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> each : threads.invokeAll(applications(one.schema(), rowsEach))) {
        each.get();
      }

      Outbox.awaitEmpty(one);
      try (Connection connection = one.database()) {
        check(connection, rowsEach);
      }
      tab.awaitRevision(CONNECTIONS * rowsEach / USERS);
      tab.awaitEqual(one, "u7");
    }
  }

  @Test
  void killedNode_losesAndDoublesNothing() throws Exception {
    int rowsEach = 1_000;
    String schema = TestPostgres.freshSchema();
    try (NodeProcess node = NodeProcess.start(schema, "RINGSIDE_OUTBOX_ROWS", "16");
        Connection connection = TestPostgres.connect(schema);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> applications =
          applications(schema, rowsEach).stream().map(threads::submit).toList();
      for (int kills = 1; kills <= 2; kills++) {
        String before = moved(connection);
        Eventually.holds("a row moved", () -> !moved(connection).equals(before));
        node.kill();
        assertThat(node.start()).isTrue();
      }
      for (Future<Void> each : applications) {
        each.get();
      }

      Outbox.awaitEmpty(schema);
      check(connection, rowsEach);
    }
  }

  private static String moved(Connection connection) throws SQLException {
    return Outbox.strings(connection, "select count(*) from notification").getFirst();
  }
}
