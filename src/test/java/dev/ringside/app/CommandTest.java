package dev.ringside.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be asked of the program beside serving, in a process of its own. */
@Timeout(120)
class CommandTest {

  private record Ended(int status, String output) {}

  private static Ended run(String schema, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
    program.environment().put("RINGSIDE_DATABASE_URL", TestPostgres.url());
    program.environment().put("RINGSIDE_DATABASE_SCHEMA", schema);
    Process process = program.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private static String epoch(TestNode node) {
    return node.call("GET", "/api/users/42/inbox", null).body().path("epoch").asText();
  }

  /** Under a running node, which notices by itself. */
  @Test
  void renewEpochs_makesEveryPositionOneOfThePast() throws Exception {
    try (TestNode node = TestNode.start()) {
      assertThat(node.publish("42", "{\"title\":\"t\"}").status()).isEqualTo(201);
      String before = epoch(node);

      Ended ended = run(node.schema(), "renew-epochs");

      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(ended.output()).contains("All epochs are renewed");
      assertThat(epoch(node)).isNotEqualTo(before).startsWith(before.substring(0, 6));
    }
  }

  @Test
  void grantOutbox_letsARoleInsert_besideARunningNode() throws Exception {
    try (TestNode node = TestNode.start();
        Connection connection = node.database();
        Statement statement = connection.createStatement()) {
      statement.execute("drop role if exists commanded");
      statement.execute("create role commanded");
      try {
        Ended ended = run(node.schema(), "grant-outbox", "commanded");

        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("commanded may insert into the outbox");
        statement.execute("set role commanded");
        statement.execute(
            "insert into " + node.schema() + ".outbox (user_id, title) values ('42', 't')");
      } finally {
        statement.execute("reset role");
        statement.execute("drop owned by commanded");
        statement.execute("drop role commanded");
      }
      Ended gone = run(node.schema(), "grant-outbox", "commanded");
      assertThat(gone.status()).isEqualTo(1);
      assertThat(gone.output()).contains("no role \"commanded\"", "create role");
    }
  }

  @Test
  void command_thatIsNone_isToldAndDoesNothing() throws Exception {
    Ended ended = run(TestPostgres.freshSchema(), "renew", "everything");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.output()).contains("'renew everything'", "renew-epochs");
  }
}
