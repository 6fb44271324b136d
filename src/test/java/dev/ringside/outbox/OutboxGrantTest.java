package dev.ringside.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.config.Settings;
import dev.ringside.config.StartException;
import dev.ringside.persistence.SideDoor;
import dev.ringside.support.Fork;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the application's role may do. */
@Timeout(120)
class OutboxGrantTest {

  private static final String ROLE = "app of \"tests\"";

  private static void makeRole(Connection owner) throws SQLException {
    Outbox.execute(
        owner,
        "do $$ begin create role \"app of \"\"tests\"\"\" login;"
            + " exception when duplicate_object then null; end $$");
  }

  @Test
  void role_mayInsert_andReadNothing() throws Exception {
    try (TestNode node = TestNode.start();
        Tab tab = Tab.open(node, "42");
        Connection owner = node.database();
        Connection application = node.database()) {
      makeRole(owner);
      OutboxGrant.grant(owner, node.schema(), ROLE);
      OutboxGrant.grant(owner, node.schema(), ROLE);
      Outbox.execute(application, "set role \"app of \"\"tests\"\"\"");

      Outbox.execute(
          application,
          "insert into " + node.schema() + ".outbox (user_id, title) values ('42', 'hello')");

      tab.awaitRevision(1);
      for (String table :
          Outbox.strings(
              owner,
              "select tablename from pg_tables where schemaname = '" + node.schema() + "'")) {
        assertThatThrownBy(() -> Outbox.execute(application, "select * from " + table))
            .as(table)
            .hasMessageContaining("permission denied");
      }
      for (String forbidden :
          new String[] {
            "delete from outbox",
            "update outbox set title = 'mine'",
            "truncate outbox",
            "insert into outbox (user_id, title) values ('42', 'x') returning title",
            "insert into outbox_failed (outbox_id, reason) values (1, 'x')",
            "insert into inbox values ('42', 'e', 1, 1)",
            "create table mine (a int)"
          }) {
        assertThatThrownBy(() -> Outbox.execute(application, forbidden))
            .as(forbidden)
            .hasMessageContaining("permission denied");
      }
    }
  }

  @Test
  void grant_thatCannotBeGiven_saysWhy() throws Exception {
    String empty = TestPostgres.freshSchema();
    try (TestNode node = TestNode.start();
        Connection owner = node.database()) {
      makeRole(owner);
      assertThatThrownBy(() -> OutboxGrant.grant(owner, node.schema(), "nobody"))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("no role \"nobody\"");
      assertThatThrownBy(() -> OutboxGrant.grant(owner, empty, ROLE))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("no outbox in the schema " + empty);
    }
  }

  /** As with the command, beside the process that has started it. */
  @Test
  void embeddedPostgres_isReachedBesideItsNode() throws Exception {
    TestPostgres.freshSchema();
    var settings =
        Settings.of(Map.of("ringside.data.dir", Fork.folder("test-data").toString()))
            .read()
            .database();
    try (Connection beside = SideDoor.open(settings)) {
      assertThat(Outbox.strings(beside, "select current_user")).containsExactly("ringside");
    }
    var elsewhere = Settings.of(Map.of("ringside.data.dir", "target/no-data")).read().database();
    assertThatThrownBy(() -> SideDoor.open(elsewhere))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("is not running");
  }
}
