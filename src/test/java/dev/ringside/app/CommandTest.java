package dev.ringside.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.ProgramProcess;
import dev.ringside.support.ProgramProcess.Ended;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be asked of the program beside serving, in a process of its own. */
@Timeout(120)
class CommandTest {

  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private static Ended run(String schema, String... arguments)
      throws IOException, InterruptedException {
    return ProgramProcess.run(
        Map.of("RINGSIDE_DATABASE_URL", TestPostgres.url(), "RINGSIDE_DATABASE_SCHEMA", schema),
        arguments);
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

  private static String only(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group();
  }

  private static int read(TestNode node, String credential, String user) {
    return node.callAs(credential, "GET", "/api/users/" + user + "/inbox", null).status();
  }

  @Test
  void keys_areMadeRotatedAndRevoked_besideARunningNode() throws Exception {
    try (TestNode node = TestNode.start()) {
      Ended made = run(node.schema(), "keys", "create", "web", "--scopes", "read,publish");
      assertThat(made.status()).as(made.output()).isZero();
      String old = only("(?m)^rsk_\\S+$", made.output());
      String id = only(UUID, made.output());
      Eventually.holds("key that was made", () -> read(node, old, "42") == 200);
      assertThat(run(node.schema(), "keys", "create", "web", "--scopes", "read").status())
          .isEqualTo(1);

      Ended rotated = run(node.schema(), "keys", "rotate", id, "--overlap-seconds", "1");
      assertThat(rotated.status()).as(rotated.output()).isZero();
      String next = only("(?m)^rsk_\\S+$", rotated.output());
      String nextId = only(UUID, rotated.output());
      Eventually.holds("key that follows", () -> read(node, next, "42") == 200);
      Eventually.holds("end of the old one", () -> read(node, old, "42") == 401);

      Ended list = run(node.schema(), "keys", "list");
      assertThat(list.output())
          .contains("web", "read,publish", nextId)
          .doesNotContain(old, next, "rsk_");

      Ended revoked = run(node.schema(), "keys", "revoke", nextId);
      assertThat(revoked.status()).as(revoked.output()).isZero();
      Eventually.holds("end of the key", () -> read(node, next, "42") == 401);
      Ended again = run(node.schema(), "keys", "revoke", nextId);
      assertThat(again.status()).isEqualTo(1);
      assertThat(again.output()).contains("no key " + nextId);
    }
  }

  @Test
  void tokenSecret_isRotated_besideARunningNode() throws Exception {
    try (TestNode node = TestNode.start()) {
      String token = node.token("42");
      Ended ended = run(node.schema(), "rotate-token-secret", "--overlap-seconds", "0");

      assertThat(ended.status()).as(ended.output()).isZero();
      Eventually.holds("end of the token", () -> read(node, token, "me") == 401);
      assertThat(read(node, node.token("42"), "me")).isEqualTo(200);
    }
  }

  @Test
  void keys_ofASchemaThatIsEmpty_areToldToNeedAStart() throws Exception {
    Ended ended = run(TestPostgres.freshSchema(), "keys", "list");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("Start Ringside once").doesNotContain("Exception");
  }

  @Test
  void help_namesTheCommands_andWhatTheyTake() throws Exception {
    Ended help = run(TestPostgres.freshSchema(), "--help");
    assertThat(help.status()).isZero();
    assertThat(help.output())
        .contains("renew-epochs", "grant-outbox", "keys", "rotate-token-secret", "it serves");

    Ended create = run(TestPostgres.freshSchema(), "keys", "create", "--help");
    assertThat(create.output()).contains("NAME", "--scopes", "read, publish, admin");
  }

  @Test
  void command_thatIsCalledWrongly_isToldAndDoesNothing() throws Exception {
    for (String[] wrong :
        new String[][] {
          {"keys"},
          {"keys", "create", "web"},
          {"keys", "create", "web", "--scopes", "root"},
          {"keys", "revoke", "nonsense"},
          {"rotate-token-secret", "--overlap-seconds", "soon"}
        }) {
      Ended ended = run(TestPostgres.freshSchema(), wrong);
      assertThat(ended.status()).as(ended.output()).isEqualTo(2);
      assertThat(ended.output()).startsWith("ringside: ").contains("Usage: ringside");
    }
  }

  @Test
  void command_thatIsNone_isToldAndDoesNothing() throws Exception {
    Ended ended = run(TestPostgres.freshSchema(), "renew", "everything");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.output()).contains("'renew'", "renew-epochs").doesNotContain("Exception");
  }
}
