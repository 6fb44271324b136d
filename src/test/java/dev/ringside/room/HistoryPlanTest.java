package dev.ringside.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.TestNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A page of history costs the same wherever it lies: it is read in the order of its index, without
 * a sort. {@code -Dmessages=} says how many there are.
 */
@Timeout(600)
class HistoryPlanTest {

  private static final int MESSAGES = Integer.getInteger("messages", 50_000);

  /** Blocks that fifty rows and a descent into the index may take, wherever they lie. */
  private static final int MOST_BLOCKS = 30;

  @Test
  void history_isReadInTheOrderOfItsIndex() throws Exception {
    try (TestNode node = TestNode.start()) {
      assertThat(node.call("POST", "/api/rooms", "{\"id\":\"lobby\"}").status()).isEqualTo(201);
      try (Connection database = node.database();
          Statement statement = database.createStatement()) {
        statement.execute(
            """
            insert into message (room, id, revision, said, kind, user_id, name, content,
                                 created_at)
            select r.no, 'm' || n, n, n, 'chat', 'ada', 'Ada', 'something that somebody has said',
                   now()
            from room r, generate_series(1, %1$d) n where r.id = 'lobby';
            update room set revision = %1$d, messages = %1$d where id = 'lobby';
            """
                .formatted(MESSAGES));
        statement.execute("vacuum analyze message");
        for (long said : new long[] {Long.MAX_VALUE, MESSAGES / 2, 60}) {
          check(database, History.OLDER, said);
          check(database, History.NEWER, Math.min(said, MESSAGES - 60));
        }
      }
      JsonNode page = node.call("GET", "/api/rooms/lobby/messages?before=m60", null).body();
      assertThat(page.path("messages")).hasSize(50);
      assertThat(page.at("/messages/49/id").asText()).isEqualTo("m59");
    }
  }

  private static void check(Connection database, String sql, long said) throws SQLException {
    String explain = "explain (analyze, buffers, format json) " + sql;
    try (PreparedStatement select = database.prepareStatement(explain)) {
      select.setLong(1, 1);
      select.setLong(2, said);
      select.setInt(3, 51);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        JsonNode answer = TestNode.json(row.getString(1)).path(0);
        JsonNode scan = answer.path("Plan").path("Plans").path(0);
        System.out.printf(
            "history at %d: %s, %d blocks, %.3f ms%n",
            said,
            scan.path("Node Type").asText() + " " + scan.path("Scan Direction").asText(),
            scan.path("Shared Hit Blocks").asInt() + scan.path("Shared Read Blocks").asInt(),
            answer.path("Execution Time").asDouble());
        assertThat(scan.path("Index Name").asText()).isEqualTo("message_by_said");
        assertThat(scan.path("Shared Hit Blocks").asInt() + scan.path("Shared Read Blocks").asInt())
            .isLessThan(MOST_BLOCKS);
      }
    }
  }
}
