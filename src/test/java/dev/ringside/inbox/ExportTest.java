package dev.ringside.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExportTest {

  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private List<JsonNode> export(String user) {
    Answer answer = node.call("GET", "/api/users/" + user + "/export", null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
    return answer.raw().body().lines().map(TestNode::json).toList();
  }

  private static List<JsonNode> of(List<JsonNode> lines, String kind) {
    return lines.stream().filter(line -> line.has(kind)).map(line -> line.path(kind)).toList();
  }

  /** Leaves a trace in every feature. */
  private void live(String user) throws Exception {
    String publish = "/api/users/" + user + "/notifications";
    String gone = node.call("POST", publish, "{\"title\":\"gone\"}").body().path("id").asText();
    node.callAs(TestNode.KEY, "POST", publish, "{\"title\":\"kept\"}", "Idempotency-Key", "once");
    node.call("DELETE", publish + "/" + gone, null);
    node.call("POST", publish, "{\"title\":\"later\",\"deliverAfterSeconds\":3600}");
    node.call("PUT", "/api/topics/news/subscribers/" + user, null);
    node.callAs(node.token(user), "POST", "/api/users/me/tickets", "{}");
    try (Connection database = node.database();
        Statement statement = database.createStatement()) {
      statement.execute("insert into visitor (user_id) values ('" + user + "')");
      statement.execute(
          "insert into outbox_failed (outbox_id, user_id, title, reason) values (1, '"
              + user
              + "', 'failed', 'because')");
    }
  }

  @Test
  void export_showsAllThatIsKept() throws Exception {
    live("42");
    live("43");
    List<JsonNode> lines = export("42");
    assertThat(of(lines, "inbox")).hasSize(1);
    assertThat(of(lines, "notification"))
        .singleElement()
        .satisfies(each -> assertThat(each.path("title").asText()).isEqualTo("kept"));
    assertThat(of(lines, "deleted")).hasSize(1);
    assertThat(of(lines, "idempotencyKey").getFirst().path("key").asText()).isEqualTo("once");
    assertThat(of(lines, "scheduled").getFirst().path("notification").path("title").asText())
        .isEqualTo("later");
    assertThat(of(lines, "topic").getFirst().asText()).isEqualTo("news");
    assertThat(of(lines, "visitor")).hasSize(1);
    assertThat(of(lines, "outboxFailed").getFirst().path("title").asText()).isEqualTo("failed");
    assertThat(lines).allSatisfy(line -> assertThat(line.toString()).doesNotContain("\"43\""));
  }

  @Test
  void export_ofManyPages_isWhole() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      ids.add(
          node.call("POST", "/api/users/42/notifications", "{\"title\":\"" + i + "\"}")
              .body()
              .path("id")
              .asText());
    }
    assertThat(of(export("42"), "notification"))
        .extracting(each -> each.path("id").asText())
        .containsExactlyElementsOf(ids);
  }

  @Test
  void export_ofOneself_needsNoKey_andOfOthersIsForbidden() throws Exception {
    live("42");
    String token = node.token("42");
    assertThat(node.callAs(token, "GET", "/api/users/me/export", null).status()).isEqualTo(200);
    assertThat(node.callAs(token, "GET", "/api/users/43/export", null).status()).isEqualTo(403);
    assertThat(export("stranger")).isEmpty();
  }

  @Test
  void user_whoIsErased_leavesNothingInAnyTable() throws Exception {
    live("erased-user");
    live("43");
    assertThat(node.call("DELETE", "/api/users/erased-user", null).status()).isEqualTo(204);
    assertThat(export("erased-user")).isEmpty();
    assertThat(export("43")).isNotEmpty();
    try (Connection database = node.database();
        Statement statement = database.createStatement()) {
      List<String> tables = new ArrayList<>();
      ResultSet row =
          statement.executeQuery(
              "select table_name from information_schema.tables where table_schema = '"
                  + node.schema()
                  + "' and table_type = 'BASE TABLE'");
      while (row.next()) {
        tables.add(row.getString(1));
      }
      assertThat(tables).hasSizeGreaterThan(8);
      for (String table : tables) {
        ResultSet found =
            statement.executeQuery(
                "select count(*) from \"%s\" t where to_jsonb(t)::text like '%%erased-user%%'"
                    .formatted(table));
        found.next();
        assertThat(found.getLong(1)).as(table).isZero();
      }
    }
  }
}
