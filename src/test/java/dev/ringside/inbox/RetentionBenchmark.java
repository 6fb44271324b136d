package dev.ringside.inbox;

import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How large tables and indexes are while notifications are marked as read and unread by the
 * million, without a rest. A figure for docs/benchmarks.md, and no test. {@code -Drows=} and {@code
 * -Dmarks=} say how many.
 */
@EnabledIfSystemProperty(named = "benchmark", matches = "true")
class RetentionBenchmark {

  private static final int ROWS = Integer.getInteger("rows", 100_000);
  private static final int MARKS = Integer.getInteger("marks", 1_000_000);
  private static final int ROWS_A_USER = 10;
  private static final int USERS_A_BATCH = 50;

  private static final String FILL =
      """
      insert into notification (id, user_id, revision, rang, style, title, content, link,
                                created_at, updated_at)
      select (lpad(to_hex(1790000000000 + n), 12, '0') || '7' || substr(md5(n::text), 1, 3)
              || '8' || substr(md5(n::text), 4, 15))::uuid,
             'user-' || n % $users, 1 + n / $users, 1 + n / $users, 'success', 'Export ready',
             '1,204 rows', '/exports/7', now(), now()
      from generate_series(0, $rows - 1) n;
      insert into inbox (user_id, epoch, revision, unread)
      select 'user-' || n, 'abcdef', $rows / $users, $rows / $users from generate_series(0, $users - 1) n;
      """;

  private static final String SIZES =
      """
      select c.relname, pg_relation_size(c.oid) from pg_class c
      where c.relnamespace = current_schema::regnamespace
        and (c.relname like 'notification%' or c.relname like 'inbox%')
      order by c.relname
      """;

  @Test
  void readMarks_leaveTablesAndIndexesSmall() throws Exception {
    String schema = TestPostgres.freshSchema();
    TestNode.startIn(schema).close();
    int users = ROWS / ROWS_A_USER;
    try (Connection connection = TestPostgres.connect(schema);
        Connection watch = TestPostgres.connect(schema)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(FILL.replace("$rows", "" + ROWS).replace("$users", "" + users));
        statement.execute("vacuum analyze");
        statement.execute("set plan_cache_mode = force_generic_plan");
        statement.execute("set enable_seqscan = off; set enable_bitmapscan = off");
      }
      List<List<UUID>> ids = ids(connection, users);
      Map<String, Long> before = sizes(watch);
      Map<String, Long> most = new LinkedHashMap<>(before);
      connection.setAutoCommit(false);
      Marks marks = new Marks(connection, ids);
      long start = System.nanoTime();
      for (int tenth = 1; tenth <= 10; tenth++) {
        marks.until((long) MARKS * tenth / 10);
        sizes(watch).forEach((name, size) -> most.merge(name, size, Math::max));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Map<String, Long> after = sizes(watch);
      System.out.printf("%,d marks of %,d rows, %,.0f/s%n", MARKS, ROWS, MARKS / seconds);
      System.out.printf("%-26s %10s %10s %10s%n", "", "before", "most", "after");
      before.forEach(
          (name, size) ->
              print(name, size, most.getOrDefault(name, 0L), after.getOrDefault(name, 0L)));
      print("all", sum(before), sum(most), sum(after));
    }
  }

  private static void print(String name, long before, long most, long after) {
    System.out.printf(
        "%-26s %8d K %8d K %8d K  %.2f%n",
        name, before >> 10, most >> 10, after >> 10, after / (double) Math.max(1, before));
  }

  private static long sum(Map<String, Long> sizes) {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> sizes(Connection connection) throws SQLException {
    Map<String, Long> sizes = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SIZES)) {
      while (row.next()) {
        sizes.put(row.getString(1), row.getLong(2));
      }
    }
    return sizes;
  }

  private static List<List<UUID>> ids(Connection connection, int users) throws SQLException {
    List<List<UUID>> ids = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      ids.add(new ArrayList<>());
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select user_id, id from notification")) {
      while (row.next()) {
        int user = Integer.parseInt(row.getString(1).substring("user-".length()));
        ids.get(user).add(row.getObject(2, UUID.class));
      }
    }
    return ids;
  }

  /** Reads all of some users' notifications, or makes them unread again, batch by batch. */
  private static final class Marks {
    private final Connection connection;
    private final List<List<UUID>> ids;
    private final InboxWriter writer = new InboxWriter();
    private final SplittableRandom random = new SplittableRandom(7);
    private final BitSet read = new BitSet();
    private long done;

    Marks(Connection connection, List<List<UUID>> ids) {
      this.connection = connection;
      this.ids = ids;
    }

    void until(long count) throws SQLException {
      while (done < count) {
        List<InboxOperation> operations = new ArrayList<>();
        for (int user : random.ints(USERS_A_BATCH, 0, ids.size()).distinct().toArray()) {
          read.flip(user);
          As as = read.get(user) ? As.READ : As.UNREAD;
          operations.add(new InboxOperation.Mark("user-" + user, as, new Which.Ids(ids.get(user))));
          done += ids.get(user).size();
        }
        writer.apply(connection, operations, InboxWriter.Locks.WAIT);
        connection.commit();
      }
    }
  }
}
