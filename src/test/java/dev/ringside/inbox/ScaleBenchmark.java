package dev.ringside.inbox;

import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.log.Position;
import dev.ringside.support.Fork;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The plans of what is read and written in a table of ten million notifications, one inbox of which
 * has a million. For docs/benchmarks.md, and no test. With {@code -Ddatabase=jdbc:…} it fills the
 * schema {@code ringside} of that database, where there is nothing yet, for a node to be run on;
 * {@code -Dlog=} is its server's log then. {@code -Drows=} says how many rows.
 */
@EnabledIfSystemProperty(named = "benchmark", matches = "true")
class ScaleBenchmark {

  private static final int ROWS = Integer.getInteger("rows", 10_000_000);
  private static final int BIG = ROWS / 10;
  private static final int EACH = 100;
  private static final int UNREAD = 20;
  private static final int CHUNK = 500_000;
  private static final String BIG_USER = "scale-big";

  /** The log of the server that it runs on. */
  private static final Path LOG =
      Path.of(
          System.getProperty("log", Fork.folder("test-data").resolve("postgres.log").toString()));

  /** What of a plan is of interest: which indexes, how many rows, how many pages. */
  private static final String PLAN = ".*(Scan|Index Cond|Buffers|Update on|Insert on).*";

  /** Rows of users in turn, as they come in over time; the first ones are read. */
  private static final String FILL =
      """
      insert into notification (id, user_id, revision, rang, style, title, content, link,
                                created_at, updated_at, read_at)
      select (lpad(to_hex(1790000000000 + n), 12, '0') || '7' || substr(md5(n::text), 1, 3)
              || '8' || substr(md5(n::text), 4, 15))::uuid,
             r.user_id, r.revision, r.revision, 'success', 'Export ready', '1,204 rows',
             '/exports/7', t.at, t.at, case when r.revision <= r.rows - ? then t.at end
      from generate_series(?::bigint, ?::bigint) n
      cross join lateral (
        select case when n % 10 = 0 then 'scale-big' else 'scale-' || (n - n / 10 - 1) % $users end,
               case when n % 10 = 0 then n / 10 + 1 else 1 + (n - n / 10 - 1) / $users end,
               case when n % 10 = 0 then $big else $each end) r(user_id, revision, rows)
      cross join lateral (
        select timestamptz 'epoch' + (1790000000000 + n) * interval '1 millisecond') t(at)
      """;

  private static final String HEADS =
      """
      insert into inbox (user_id, epoch, revision, unread)
      select user_id, 'abcdef', max(revision), count(*) filter (where read_at is null)
      from notification where user_id like 'scale-%' group by user_id
      """;

  @Test
  void plans_ofReadingAndWriting() throws Exception {
    String given = System.getProperty("database");
    String schema = given == null ? TestPostgres.freshSchema() : "ringside";
    if (given == null) {
      TestNode.startIn(schema).close();
    }
    try (Connection connection =
        given == null ? TestPostgres.connect(schema) : DriverManager.getConnection(given)) {
      connection.setSchema(schema);
      if (!isFilled(connection)) {
        fill(connection);
      }
      explain(connection);
    }
  }

  private static boolean isFilled(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select from inbox where user_id = 'scale-big'")) {
      return row.next();
    }
  }

  private static void fill(Connection connection) throws SQLException {
    long start = System.nanoTime();
    int users = (ROWS - BIG) / EACH;
    try (PreparedStatement insert =
            connection.prepareStatement(
                FILL.replace("$users", "" + users)
                    .replace("$big", "" + BIG)
                    .replace("$each", "" + EACH));
        Statement statement = connection.createStatement()) {
      for (int from = 0; from < ROWS; from += CHUNK) {
        insert.setInt(1, UNREAD);
        insert.setLong(2, from);
        insert.setLong(3, Math.min(from + CHUNK, ROWS) - 1L);
        insert.executeUpdate();
      }
      statement.execute(HEADS);
      statement.execute("vacuum analyze notification");
      statement.execute("vacuum analyze inbox");
    }
    System.out.printf("filled in %d s%n", (System.nanoTime() - start) / 1_000_000_000);
  }

  private static void explain(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      // As the pool sets its connections, and with each plan told to the server's log.
      statement.execute("set plan_cache_mode = force_generic_plan");
      statement.execute("set enable_seqscan = off; set enable_bitmapscan = off");
      statement.execute("load 'auto_explain'");
      statement.execute(
          "set auto_explain.log_min_duration = 0; set auto_explain.log_analyze = on;"
              + " set auto_explain.log_buffers = on");
    }
    for (String user : List.of("scale-7", "scale-big")) {
      read(connection, user + ": login with 20 unread", login(user));
      read(connection, user + ": a page of the list", page(user));
      read(connection, user + ": five missed changes", missed(connection, user));
    }
    connection.setAutoCommit(false);
    UUID newest = newest(connection);
    UserId big = new UserId(BIG_USER);
    write(connection, "publish", InboxOperation.Publish.of(big, Drafts.titled("t"), null));
    write(connection, "read one", mark(As.READ, newest));
    write(connection, "delete one", mark(As.DELETED, newest));
    connection.rollback();
  }

  private static InboxReader.Wanted login(String user) {
    return new InboxReader.Wanted(user, null, UNREAD, true, Long.MAX_VALUE, null);
  }

  private static InboxReader.Wanted page(String user) {
    return new InboxReader.Wanted(user, null, 50, false, Long.MAX_VALUE, null);
  }

  private static InboxReader.Wanted missed(Connection connection, String user) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select epoch || name, revision - 5 from inbox, generation where user_id = ?")) {
      query.setString(1, user);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        Position position = new Position(row.getString(1), row.getLong(2));
        return new InboxReader.Wanted(user, position, 50, false, Long.MAX_VALUE, null);
      }
    }
  }

  private static UUID newest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select id from notification where user_id = 'scale-big' and deleted_at is null"
                    + " order by rang desc limit 1")) {
      row.next();
      return row.getObject(1, UUID.class);
    }
  }

  private static InboxOperation mark(As as, UUID id) {
    return new InboxOperation.Mark(BIG_USER, as, new Which.Ids(List.of(id)));
  }

  private static void read(Connection connection, String what, InboxReader.Wanted wanted)
      throws Exception {
    InboxReader.find(connection, List.of(wanted));
    long mark = Files.size(LOG);
    InboxReader.find(connection, List.of(wanted));
    print(what, mark);
  }

  private static void write(Connection connection, String what, InboxOperation operation)
      throws Exception {
    long mark = Files.size(LOG);
    new InboxWriter().apply(connection, List.of(operation), InboxWriter.Locks.WAIT);
    print(what, mark);
  }

  private static void print(String what, long mark) throws IOException {
    System.out.println("== " + what);
    byte[] log = Files.readAllBytes(LOG);
    String told = new String(log, (int) mark, log.length - (int) mark, StandardCharsets.UTF_8);
    told.lines()
        .filter(line -> line.contains("duration:") || line.matches(PLAN))
        .forEach(System.out::println);
  }
}
