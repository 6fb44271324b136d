package dev.ringside.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.metrics.Metrics;
import dev.ringside.support.Eventually;
import dev.ringside.support.InboxTable;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application inserts, and what becomes of it. */
@Timeout(120)
class OutboxTest {

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static void insert(Connection connection, String columns, String values)
      throws SQLException {
    Outbox.execute(connection, "insert into outbox (" + columns + ") values " + values);
  }

  private static List<String> titles(String user) {
    JsonNode page =
        node.call("GET", "/api/users/" + user + "/notifications?limit=100", null).body();
    return StreamSupport.stream(page.path("notifications").spliterator(), false)
        .map(each -> each.path("title").asText())
        .toList();
  }

  private static void awaitEmpty() {
    Outbox.awaitEmpty(node);
  }

  @Test
  void row_isANotificationOnceItsTransactionCommits() throws Exception {
    try (Tab tab = Tab.open(node, "kept");
        Connection application = node.database()) {
      application.setAutoCommit(false);
      insert(
          application,
          "user_id, title, content, style, link, data, category, progress, expires_at",
          "('kept', 'Export ready', '1,204 rows', 'success', '/exports/7',"
              + " jsonb_build_object('n', 7), 'exports', 100, now() + interval '1 day')");
      application.commit();

      tab.awaitRevision(1);
      tab.awaitEqual(node, "kept");
      var fields = InboxTable.read(node, "kept").notifications().values().iterator().next();
      assertThat(fields)
          .containsEntry("title", "Export ready")
          .containsEntry("content", "1,204 rows")
          .containsEntry("style", "success")
          .containsEntry("link", "/exports/7")
          .containsEntry("data", "{\"n\":7}")
          .containsEntry("category", "exports")
          .containsEntry("progress", "100")
          .containsKey("expiresAt");
    }
  }

  @Test
  void row_thatIsRolledBack_neverWas() throws Exception {
    try (Connection application = node.database()) {
      application.setAutoCommit(false);
      insert(application, "user_id, title", "('rolled', 'never')");
      application.rollback();
      insert(application, "user_id, title", "('rolled', 'after')");
      application.commit();

      Eventually.holds("the second", () -> !titles("rolled").isEmpty());
      assertThat(titles("rolled")).containsExactly("after");
    }
  }

  @Test
  void badRows_areMovedWithTheirReasons_andTheRestGoesThrough() throws Exception {
    try (Connection application = node.database()) {
      application.setAutoCommit(false);
      insert(application, "user_id, title", "('bad', 'first')");
      insert(application, "title", "('nobody')");
      insert(application, "user_id, title", "('', 'empty user')");
      insert(application, "user_id, title", "('me', 'me')");
      insert(application, "user_id, title", "(repeat('u', 5000), 'long user')");
      insert(application, "user_id, title", "('bad', repeat('t', 257))");
      insert(application, "user_id, title, style", "('bad', 't', 'loud')");
      insert(application, "user_id, title, data", "('bad', 't', '{\"a\":')");
      insert(application, "user_id, title, data", "('bad', 't', to_json(repeat('d', 100000)))");
      insert(application, "user_id, title, link", "('bad', 't', 'javascript:alert(1)')");
      insert(application, "user_id, title, progress", "('bad', 't', 101)");
      insert(
          application,
          "user_id, title, expires_at, ttl_seconds",
          "('bad', 't', now() + interval '1 day', 60)");
      insert(application, "user_id, title, expires_at", "('bad', 't', 'infinity')");
      insert(application, "user_id, title, expires_at", "('bad', 't', '-infinity')");
      insert(application, "user_id, title, idempotency_key", "('bad', 't', '')");
      insert(application, "user_id, category", "('bad', repeat('c', 65))");
      insert(application, "user_id, title", "('bad', 'last')");
      application.commit();

      awaitEmpty();
      assertThat(titles("bad")).containsExactly("last", "first");
      assertThat(
              Outbox.strings(
                  application,
                  "select reason from outbox_failed where coalesce(user_id, '') not in"
                      + " ('poison', 'counted') order by outbox_id"))
          .satisfiesExactly(
              reason -> assertThat(reason).isEqualTo("user_id is needed"),
              reason -> assertThat(reason).isEqualTo("user_id must have 1 to 128 characters"),
              reason -> assertThat(reason).startsWith("user_id must not be \"me\""),
              reason -> assertThat(reason).isEqualTo("user_id must have 1 to 128 characters"),
              reason -> assertThat(reason).isEqualTo("title is longer than 256 characters"),
              reason ->
                  assertThat(reason)
                      .isEqualTo("style must be one of info, success, warning, error"),
              reason -> assertThat(reason).startsWith("data must be JSON, or left out."),
              reason -> assertThat(reason).isEqualTo("data is longer than 32768 characters"),
              reason -> assertThat(reason).startsWith("link must start with http://"),
              reason -> assertThat(reason).isEqualTo("progress must be from 0 to 100"),
              reason ->
                  assertThat(reason)
                      .isEqualTo("ttl_seconds must be left out where expires_at is given"),
              reason -> assertThat(reason).startsWith("expires_at must be in the future"),
              reason -> assertThat(reason).startsWith("expires_at must be in the future"),
              reason -> assertThat(reason).startsWith("idempotency_key must be 1 to 255"),
              reason ->
                  assertThat(reason)
                      .isEqualTo(
                          "title is needed, or else content;"
                              + " category is longer than 64 characters"));
    }
  }

  /** What no check of ours knows of, such as a constraint that an operator has added. */
  @Test
  void row_thatTheDatabaseRefuses_isFoundAndMoved() throws Exception {
    try (Connection application = node.database()) {
      Outbox.execute(
          application,
          "alter table notification add constraint no_poison check (title <> 'poison')");
      application.setAutoCommit(false);
      for (int i = 0; i < 40; i++) {
        String title = i % 13 == 5 ? "poison" : "good " + i;
        insert(application, "user_id, title", "('poison', '" + title + "')");
      }
      application.commit();

      awaitEmpty();
      assertThat(titles("poison"))
          .containsExactlyElementsOf(
              IntStream.iterate(39, i -> i >= 0, i -> i - 1)
                  .filter(i -> i % 13 != 5)
                  .mapToObj(i -> "good " + i)
                  .toList());
      assertThat(
              Outbox.strings(
                  application, "select reason from outbox_failed where user_id = 'poison'"))
          .hasSize(3)
          .allSatisfy(
              reason ->
                  assertThat(reason)
                      .startsWith("the database refused it:")
                      .contains("no_poison")
                      .doesNotContain("Failing row"));
    }
  }

  /** What is wrong with the database must not empty the outbox into the table of bad rows. */
  @Test
  void row_thatIsNotToBlame_stays_andLetsOthersPass() throws Exception {
    try (Connection application = node.database()) {
      Outbox.execute(
          application,
          "create function forbid() returns trigger language plpgsql as 'begin"
              + " if new.title = ''innocent'' then"
              + " raise ''not allowed'' using errcode = ''42501''; end if; return new; end'");
      Outbox.execute(
          application,
          "create trigger forbid before insert on notification"
              + " for each row execute function forbid()");
      insert(
          application,
          "user_id, title",
          "('stays', 'innocent'), ('stays', 'behind it'), ('passes', 'a'), ('passes', 'b')");

      Eventually.holds("those of the other", () -> titles("passes").size() == 2);
      assertThat(titles("stays")).isEmpty();
      Outbox.execute(application, "drop trigger forbid on notification");

      awaitEmpty();
      assertThat(titles("stays")).containsExactly("behind it", "innocent");
    }
  }

  @Test
  void lockedInbox_delaysItsUserAlone_andKeepsTheirOrder() throws Exception {
    assertThat(node.publish("locked", "{\"title\":\"0\"}").status()).isEqualTo(201);
    try (Connection other = node.database();
        Connection application = node.database()) {
      other.setAutoCommit(false);
      Outbox.execute(other, "select from inbox where user_id = 'locked' for update");
      for (int i = 1; i <= 20; i++) {
        insert(application, "user_id, title", "('locked', '" + i + "'), ('free', '" + i + "')");
      }
      Eventually.holds("those of the other", () -> titles("free").size() == 20);
      assertThat(titles("locked")).containsExactly("0");
      insert(application, "user_id, title", "('locked', '21'), ('free', '21')");
      Eventually.holds("one more of the other", () -> titles("free").size() == 21);
      other.rollback();

      awaitEmpty();
      assertThat(titles("locked"))
          .containsExactlyElementsOf(
              IntStream.iterate(21, i -> i >= 0, i -> i - 1).mapToObj(String::valueOf).toList());
    }
  }

  @Test
  void idempotencyKey_worksAsOverHttp() throws Exception {
    String body = "{\"title\":\"once\"}";
    assertThat(node.publish("once", body, "Idempotency-Key", "k").status()).isEqualTo(201);
    try (Connection application = node.database()) {
      insert(
          application,
          "user_id, title, idempotency_key",
          "('once', 'again', 'k'), ('once', 'other', 'o'), ('once', 'other again', 'o')");
      awaitEmpty();
    }
    assertThat(titles("once")).containsExactly("other", "once");
  }

  @Test
  void rowOfNoTimeAtAll_holdsUpNobody() throws Exception {
    try (Connection connection = node.database()) {
      for (String time : List.of("infinity", "-infinity", "290000-01-01", "4713-01-01 BC")) {
        insert(connection, "user_id, title, inserted_at", "('ages', 't', '" + time + "')");
      }
      awaitEmpty();
      assertThat(titles("ages")).hasSize(4);
    }
  }

  @Test
  void row_thatIsDueLater_isKeptUntilThen() throws Exception {
    try (Connection connection = node.database()) {
      insert(connection, "user_id, title, deliver_after_seconds", "('later', 'soon', 1)");
      insert(
          connection, "user_id, title, deliver_at", "('later', 'far', now() + interval '1 day')");
      awaitEmpty();
      Eventually.holds(
          "delivery",
          () ->
              node.call("GET", "/api/users/later/notifications", null)
                      .body()
                      .path("notifications")
                      .size()
                  == 1);
      assertThat(
              node.call("GET", "/api/users/later/scheduled", null)
                  .body()
                  .path("scheduled")
                  .get(0)
                  .path("title")
                  .asText())
          .isEqualTo("far");
    }
  }

  @Test
  void rowsWithAKey_replace_andQuietOnesDoNotRing() throws Exception {
    try (Connection application = node.database();
        Statement statement = application.createStatement()) {
      statement.execute("insert into outbox (user_id, title, key) values ('keyed', 'one', 'k')");
      statement.execute("insert into outbox (user_id, title) values ('keyed', 'between')");
      statement.execute(
          "insert into outbox (user_id, title, key, quiet) values ('keyed', 'two', 'k', true)");
      awaitEmpty();
      assertThat(titles("keyed")).containsExactly("between", "two");
    }
  }

  @Test
  void metrics_countRowsByWhatBecameOfThem() throws Exception {
    Metrics metrics = node.ringside().bean(Metrics.class);
    double moved = Outbox.counted(metrics, "moved");
    double failed = Outbox.counted(metrics, "failed");
    try (Connection application = node.database()) {
      insert(application, "user_id, title", "('counted', 'a'), ('counted', null)");
      awaitEmpty();
    }
    Eventually.holds("one moved", () -> Outbox.counted(metrics, "moved") == moved + 1);
    Eventually.holds("one failed", () -> Outbox.counted(metrics, "failed") == failed + 1);
    assertThat(metrics.text()).contains("ringside_outbox_wait_seconds_count");
  }
}
