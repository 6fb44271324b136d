package dev.ringside.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.inbox.InboxWriter.Locks;
import dev.ringside.log.Change;
import dev.ringside.support.TestNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxWriterTest {

  private static TestNode node;
  private static InboxWriter writer;
  private static Connection database;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.start();
    writer = node.ringside().bean(InboxWriter.class);
    database = node.database();
    database.setAutoCommit(false);
  }

  @AfterAll
  static void stop() throws SQLException {
    database.close();
    node.close();
  }

  private static Draft draft(String title, @Nullable String key) {
    Content content = new Content(Style.WARNING, title, "text", "/x", "{\"a\":1}", "exports");
    return new Draft(content, key, null, new Expiry.Never(), false);
  }

  private static InboxOperation publish(String user, Draft draft) {
    return publish(user, UUID.randomUUID(), draft, null);
  }

  private static InboxOperation publish(
      String user, UUID id, Draft draft, @Nullable String idempotencyKey) {
    return new InboxOperation.Publish(user, id, draft, idempotencyKey);
  }

  private static InboxWriter.Applied commit(List<InboxOperation> operations) throws SQLException {
    InboxWriter.Applied applied = writer.apply(database, operations, Locks.WAIT);
    database.commit();
    return applied;
  }

  private static long number(String sql) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    } finally {
      database.commit();
    }
  }

  @Test
  void apply_rolledBack_leavesNothing() throws SQLException {
    writer.apply(
        database,
        List.of(publish("rolled", UUID.randomUUID(), draft("a", "k"), "call-1")),
        Locks.WAIT);
    database.rollback();

    assertThat(number("select count(*) from inbox where user_id = 'rolled'")).isZero();
    assertThat(number("select count(*) from notification where user_id = 'rolled'")).isZero();
    assertThat(number("select count(*) from idempotency where user_id = 'rolled'")).isZero();
  }

  @Test
  void apply_insideSomebodysTransaction_commitsWithIt() throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute("create table orders (id int)");
      statement.execute("insert into orders values (1)");
    }
    InboxWriter.Applied applied = commit(List.of(publish("buyer", draft("bought", null))));

    assertThat(applied.changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.log().id()).isEqualTo("buyer");
              assertThat(change.since()).isZero();
              assertThat(change.revision()).isEqualTo(1);
              assertThat(frame(change).path("epoch").asText()).isEqualTo(change.epoch());
            });
    assertThat(number("select count(*) from orders")).isEqualTo(1);
    assertThat(number("select revision from inbox where user_id = 'buyer'")).isEqualTo(1);
  }

  @Test
  void apply_ofManyRows_splitsIntoChangesThatFollowEachOther() throws SQLException {
    List<InboxOperation> operations = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      operations.add(publish("many", draft("n" + i, null)));
    }
    List<Change> changes = commit(operations).changes();

    assertThat(changes).extracting(Change::since).containsExactly(0L, 256L, 512L);
    assertThat(changes).extracting(Change::revision).containsExactly(256L, 512L, 600L);
    assertThat(changes).extracting(Change::epoch).containsOnly(changes.getFirst().epoch());
    assertThat(frame(changes.get(1)).path("changes")).hasSize(256);
    assertThat(frame(changes.get(1)).path("changes").path(0).path("notification").path("revision"))
        .hasToString("257");
  }

  @Test
  void delete_freesTheKeyAndScrubsTheRow() throws SQLException {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    commit(List.of(publish("scrub", first, draft("secret", "k"), null)));
    commit(
        List.of(
            new InboxOperation.Mark("scrub", As.DELETED, new Which.One(first)),
            publish("scrub", second, draft("next", "k"), null)));

    assertThat(
            number(
                "select count(*) from notification where id = '"
                    + first
                    + "' and deleted_at is not null and revision = 2 and title is null and content"
                    + " is null and link is null and data is null and category is null and key is"
                    + " null and progress is null"))
        .isEqualTo(1);
    assertThat(
            number("select count(*) from notification where key = 'k' and id = '" + second + "'"))
        .isEqualTo(1);
    assertThat(number("select unread from inbox where user_id = 'scrub'")).isEqualTo(1);
  }

  @Test
  void mark_throughMoreThanOnePortion_marksAll() throws Exception {
    int rows = 2 * InboxWriter.PORTION + 500;
    List<InboxOperation> operations = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      operations.add(publish("portions", draft("n" + i, null)));
    }
    commit(operations);
    InboxService service = node.ringside().bean(InboxService.class);
    UserId user = new UserId("portions");

    Outcome read = mark(service, user, As.READ, rows);
    assertThat(read).isEqualTo(new Outcome.Marked(2L * rows, 0, false));
    assertThat(mark(service, user, As.READ, rows)).isEqualTo(read);
    assertThat(
            number(
                "select count(distinct revision) from notification where user_id = 'portions' and"
                    + " read_at is not null and revision > "
                    + rows))
        .isEqualTo(rows);

    assertThat(mark(service, user, As.DELETED, 2L * rows))
        .isEqualTo(new Outcome.Marked(3L * rows, 0, false));
    assertThat(
            number(
                "select count(*) from notification where user_id = 'portions' and deleted_at is"
                    + " null"))
        .isZero();
  }

  private static Outcome mark(InboxService service, UserId user, As as, long through)
      throws Exception {
    return service
        .mark(user, as, new Which.Through(through, null), Runnable::run)
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void apply_passing_goesOnWithoutWhatIsLocked() throws SQLException {
    commit(List.of(publish("held", draft("a", null))));
    try (Connection holder = node.database()) {
      holder.setAutoCommit(false);
      try (Statement statement = holder.createStatement()) {
        statement.execute("select * from inbox where user_id = 'held' for update");
      }
      var applied =
          writer.apply(
              database,
              List.of(
                  publish("held", draft("b", null)),
                  publish("free", draft("b", null)),
                  new InboxOperation.Mark("held", As.READ, new Which.Through(1, null)),
                  new InboxOperation.Mark("nobody", As.READ, new Which.Through(1, null))),
              Locks.PASS);
      database.commit();
      holder.rollback();

      assertThat(applied.outcomes().get(0)).isNull();
      assertThat(applied.outcomes().get(1)).isInstanceOf(Outcome.Created.class);
      assertThat(applied.outcomes().get(2)).isNull();
      assertThat(applied.outcomes().get(3)).isEqualTo(new Outcome.Marked(0, 0, false));
    }
    assertThat(number("select revision from inbox where user_id = 'held'")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void apply_ofTwoFirstChangesAtOnce_makesOneInbox(boolean firstCommits) throws Exception {
    String user = "new-" + firstCommits;
    UUID key = UUID.randomUUID();
    writer.apply(database, List.of(publish(user, key, draft("first", "k"), "call")), Locks.WAIT);
    CompletableFuture<Outcome> other;
    try (Connection connection = node.database()) {
      connection.setAutoCommit(false);
      other =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  var operation = publish(user, UUID.randomUUID(), draft("second", "k"), "other");
                  Outcome outcome =
                      writer.apply(connection, List.of(operation), Locks.WAIT).outcomes().get(0);
                  connection.commit();
                  return outcome;
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      awaitLockWait();
      if (firstCommits) {
        database.commit();
      } else {
        database.rollback();
      }
      Outcome outcome = other.get(10, TimeUnit.SECONDS);
      assertThat(outcome)
          .isInstanceOf(firstCommits ? Outcome.Replaced.class : Outcome.Created.class);
    }
    assertThat(number("select revision from inbox where user_id = '" + user + "'"))
        .isEqualTo(firstCommits ? 2 : 1);
    assertThat(number("select count(*) from notification where user_id = '" + user + "'"))
        .isEqualTo(1);
  }

  private static void awaitLockWait() throws SQLException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    try (Connection connection = node.database();
        Statement statement = connection.createStatement()) {
      while (System.nanoTime() < end) {
        try (ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")) {
          row.next();
          if (row.getInt(1) > 0) {
            return;
          }
        }
        Thread.sleep(5);
      }
    }
    throw new AssertionError("nobody waits for a lock");
  }

  private static JsonNode frame(Change change) {
    return TestNode.json(new String(change.frame(), StandardCharsets.UTF_8));
  }

  /** The n-th notification that a random history may make has these ids in its two inboxes. */
  private record Ids(UUID batched, UUID single) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void batches_equalTheSameOperationsOneByOne(long seed) throws SQLException {
    Random random = new Random(seed);
    String batched = "batched-" + seed;
    String single = "single-" + seed;
    List<Ids> ids = new ArrayList<>();
    Map<UUID, Integer> numbers = new HashMap<>();
    List<JsonNode> frames = new ArrayList<>();
    for (int round = 0; round < 25; round++) {
      List<InboxOperation> batch = new ArrayList<>();
      List<String> oneByOne = new ArrayList<>();
      int size = 1 + random.nextInt(20);
      for (int i = 0; i < size; i++) {
        Operations pair = randomOperation(random, batched, single, ids);
        batch.add(pair.batched);
        ids.forEach(each -> number(numbers, each, ids.indexOf(each)));
        oneByOne.add(describe(commit(List.of(pair.single)).outcomes().getFirst(), numbers));
      }
      InboxWriter.Applied applied = commit(batch);
      assertThat(applied.outcomes())
          .as("round %s", round)
          .extracting(outcome -> describe(outcome, numbers))
          .containsExactlyElementsOf(oneByOne);
      applied.changes().forEach(change -> frames.add(frame(change)));
    }
    assertThat(table(batched, numbers)).isEqualTo(table(single, numbers));
    assertThat(head(batched)).isEqualTo(head(single));
    assertThat(replayed(frames, numbers)).isEqualTo(living(table(batched, numbers)));
  }

  private static int numberOf(Map<UUID, Integer> numbers, JsonNode id) {
    return Objects.requireNonNull(numbers.get(UUID.fromString(id.asText())));
  }

  private record Operations(InboxOperation batched, InboxOperation single) {}

  private static void number(Map<UUID, Integer> numbers, Ids ids, int number) {
    numbers.put(ids.batched, number);
    numbers.put(ids.single, number);
  }

  private static Operations randomOperation(
      Random random, String batched, String single, List<Ids> ids) {
    As as = List.of(As.READ, As.UNREAD, As.DELETED).get(random.nextInt(3));
    return switch (ids.isEmpty() ? 0 : random.nextInt(10)) {
      case 0, 1, 2, 3, 4 -> {
        String key = random.nextInt(3) == 0 ? null : "k" + random.nextInt(4);
        Integer progress = random.nextInt(4) == 0 ? random.nextInt(3) : null;
        Content content =
            new Content(
                Style.INFO,
                "t" + random.nextInt(3),
                null,
                null,
                random.nextInt(4) == 0 ? "{\"n\":" + random.nextInt(2) + "}" : null,
                null);
        Draft draft = new Draft(content, key, progress, new Expiry.Never(), random.nextInt(4) == 0);
        String call = random.nextInt(4) == 0 ? "call-" + random.nextInt(20) : null;
        Ids fresh = new Ids(UUID.randomUUID(), UUID.randomUUID());
        ids.add(fresh);
        yield new Operations(
            publish(batched, fresh.batched, draft, call),
            publish(single, fresh.single, draft, call));
      }
      case 5, 6 -> {
        List<Ids> some = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          some.add(ids.get(random.nextInt(ids.size())));
        }
        yield new Operations(
            mark(batched, as, new Which.Ids(some.stream().map(Ids::batched).toList())),
            mark(single, as, new Which.Ids(some.stream().map(Ids::single).toList())));
      }
      case 7, 8 -> {
        Ids one = ids.get(random.nextInt(ids.size()));
        yield new Operations(
            mark(batched, as, new Which.One(one.batched)),
            mark(single, as, new Which.One(one.single)));
      }
      default -> {
        Which through = new Which.Through(random.nextInt(2 * ids.size()), null);
        yield new Operations(mark(batched, as, through), mark(single, as, through));
      }
    };
  }

  private static InboxOperation mark(String user, As as, Which which) {
    return new InboxOperation.Mark(user, as, which);
  }

  private static String describe(@Nullable Outcome outcome, Map<UUID, Integer> numbers) {
    return switch (outcome) {
      case Outcome.Created created -> "created " + describe(created.notification(), numbers);
      case Outcome.Replaced replaced -> "replaced " + describe(replaced.notification(), numbers);
      case Outcome.Repeated repeated -> {
        JsonNode first = TestNode.json(repeated.answer());
        yield "repeated " + numberOf(numbers, first.path("id")) + " at " + first.path("revision");
      }
      case Outcome.Scheduled scheduled -> scheduled.toString();
      case Outcome.Marked marked -> marked.toString();
      case Outcome.Swept swept -> swept.toString();
      case Outcome.Rejected rejected -> "rejected " + rejected.problem().status();
      case null -> "set aside";
    };
  }

  private static String describe(Notification n, Map<UUID, Integer> numbers) {
    return numbers.get(n.id())
        + " at "
        + n.revision()
        + " rang "
        + n.rang()
        + (n.isUnread() ? " unread " : " read ")
        + n.content().title()
        + " "
        + n.key()
        + " "
        + n.progress();
  }

  /** What the table holds of a user, by the number of the notification. */
  private static Map<Integer, String> table(String user, Map<UUID, Integer> numbers)
      throws SQLException {
    Map<Integer, String> rows = new TreeMap<>();
    try (Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select id, revision, rang, read_at is null, title, key, progress, deleted_at is"
                    + " not null from notification where user_id = '"
                    + user
                    + "'")) {
      while (row.next()) {
        rows.put(
            numbers.get(row.getObject(1, UUID.class)),
            row.getBoolean(8)
                ? "deleted at " + row.getLong(2)
                : row.getLong(2)
                    + " rang "
                    + row.getLong(3)
                    + (row.getBoolean(4) ? " unread " : " read ")
                    + row.getString(5)
                    + " "
                    + row.getString(6)
                    + " "
                    + row.getString(7));
      }
    } finally {
      database.commit();
    }
    return rows;
  }

  private static Map<Integer, String> living(Map<Integer, String> table) {
    Map<Integer, String> living = new TreeMap<>(table);
    living.values().removeIf(row -> row.startsWith("deleted"));
    return living;
  }

  private static String head(String user) throws SQLException {
    return number("select revision from inbox where user_id = '" + user + "'")
        + "/"
        + number("select unread from inbox where user_id = '" + user + "'")
        + "/"
        + number(
            "select count(*) from notification where deleted_at is null and read_at is null and"
                + " user_id = '"
                + user
                + "'");
  }

  /** What a client holds that has applied all frames in their order. */
  private static Map<Integer, String> replayed(List<JsonNode> frames, Map<UUID, Integer> numbers) {
    Map<Integer, String> rows = new TreeMap<>();
    long revision = 0;
    for (JsonNode frame : frames) {
      assertThat(frame.path("since").asLong()).isEqualTo(revision);
      for (JsonNode change : frame.path("changes")) {
        JsonNode put = change.path("notification");
        for (JsonNode id : change.path("ids")) {
          revision++;
          int number = numberOf(numbers, id);
          if (change.path("op").asText().equals("delete")) {
            rows.remove(number);
          } else {
            String was = rows.getOrDefault(number, "");
            rows.put(
                number, revision + was.substring(was.indexOf(' ')).replace(" unread ", " read "));
          }
        }
        if (!put.isMissingNode()) {
          revision++;
          assertThat(put.path("revision").asLong()).isEqualTo(revision);
          rows.put(
              numberOf(numbers, put.path("id")),
              revision
                  + " rang "
                  + put.path("rang").asLong()
                  + (put.has("readAt") ? " read " : " unread ")
                  + put.path("title").asText(null)
                  + " "
                  + put.path("key").asText(null)
                  + " "
                  + put.path("progress").asText(null));
        }
      }
      assertThat(frame.path("revision").asLong()).isEqualTo(revision);
    }
    return rows;
  }
}
