package dev.ringside.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scenario of the outbox, against a real node. */
@Timeout(120)
class OutboxBenchTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(TestNode node, String more) {
    String command =
        "outbox --json --sessions 5 --rate 20 --seconds 1 --warmup 100 --rows 500 --batch 30"
            + " --patience 20 --key %s --url http://127.0.0.1:%d --socket-url ws://127.0.0.1:%d/ws"
                .formatted(TestNode.KEY, node.httpPort(), node.socketPort())
            + " --database %s --schema %s%s".formatted(TestPostgres.url(), node.schema(), more);
    return Bench.run(List.of(command.split(" ")), new PrintStream(out), System.err);
  }

  private JsonNode report() {
    return TestNode.json(out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void rows_thatAllCome_areGood() throws SQLException {
    try (TestNode node = TestNode.start()) {
      assertThat(run(node, " --notify")).as(out::toString).isZero();
      assertThat(report().path("figures").path("rows").asInt()).isEqualTo(620);
      assertThat(report().path("figures").path("lost").asInt()).isZero();
      assertThat(report().path("figures").path("commit_to_tab_p50_ms").asDouble()).isPositive();
      assertThat(report().path("figures").path("rows_per_second").asDouble()).isPositive();
    }
  }

  @Test
  void row_thatDoesNotCome_isTold() throws SQLException, IOException {
    try (TestNode node = TestNode.start();
        Connection owner = node.database();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "create function lose() returns trigger language plpgsql as"
              + " 'begin if new.title like ''%77'' then return null; end if; return new; end'");
      statement.execute(
          "create trigger lose before insert on outbox for each row execute function lose()");
      assertThat(run(node, " --patience 1")).isEqualTo(1);
      assertThat(report().path("failures").toString()).contains("rows did not come to their tab");
    }
  }
}
