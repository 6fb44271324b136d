package dev.ringside.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node of the next version starts, and changes the schema, while nodes of this one serve. The
 * rule for migrations is in CONTRIBUTING.md.
 */
@Timeout(120)
class RollingUpgradeTest {

  /** What takes away, or forbids, something that the version before still uses. */
  private static final Pattern CONTRACTS =
      Pattern.compile(
          "(?i)\\bdrop\\s+(table|column|index|constraint|view|function|type)|\\brename\\b"
              + "|\\balter\\s+column\\b|\\badd\\s+(constraint|unique|check|primary|foreign)\\b"
              + "|\\bcreate\\s+unique\\s+index\\b|\\btruncate\\b");

  private static final Pattern ADDS_DEMANDS =
      Pattern.compile("(?i)\\badd\\s+column\\b(?=[^;]*\\bnot\\s+null\\b)(?![^;]*\\bdefault\\b)");

  /** Keeps writers waiting for as long as it is built, on a table that may be large. */
  private static final Pattern BLOCKS =
      Pattern.compile("(?i)\\bcreate\\s+index\\s+(?!concurrently\\b)[^;]*?\\bon\\s+(\\w+)");

  private static final Pattern MAKES =
      Pattern.compile("(?i)\\bcreate\\s+(?:unlogged\\s+)?table\\s+(\\w+)");

  /** What a build that was cut off has left is dropped before it is built anew. */
  private static final Pattern BUILDS_ANEW =
      Pattern.compile(
          "(?i)\\bdrop\\s+index\\s+concurrently\\s+if\\s+exists\\s+(\\w+)\\s*;"
              + "(?=\\s*create\\s+index\\s+concurrently\\s+\\1\\b)");

  /** A column that gets its default after it was made, so that no row is written anew. */
  private static final Pattern ADDS_WITH_DEFAULT =
      Pattern.compile(
          "(?i)\\badd\\s+column\\s+(\\w+)\\s+\\w+\\s*,\\s*"
              + "alter\\s+column\\s+\\1\\s+set\\s+default\\b[^;,]*");

  /** A line that names the release since which nothing uses what is taken away. */
  private static final Pattern EXCUSE = Pattern.compile("(?m)^-- unused since \\d+\\.\\d+\\.\\d+");

  private static List<Path> migrations() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("db/migration"))) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  private static boolean keepsTheRule(String sql) {
    String statements = sql.replaceAll("(?m)--.*$", "");
    return EXCUSE.matcher(sql).find() || !breaks(statements);
  }

  private static boolean breaks(String statements) {
    // What a migration makes itself, nobody used before.
    String changes = statements.replaceAll("(?is)create\\s+(unlogged\\s+)?table.*?;", "");
    for (String made : made(statements)) {
      changes =
          changes.replaceAll(
              "(?i)\\bcreate\\s+unique\\s+index\\s+\\w+\\s+on\\s+" + made + "\\b[^;]*;", "");
    }
    String all =
        ADDS_WITH_DEFAULT.matcher(BUILDS_ANEW.matcher(changes).replaceAll("")).replaceAll("");
    return CONTRACTS.matcher(all).find()
        || ADDS_DEMANDS.matcher(all).find()
        || blocksWriters(statements);
  }

  private static Set<String> made(String statements) {
    return MAKES.matcher(statements).results().map(m -> m.group(1)).collect(Collectors.toSet());
  }

  private static boolean blocksWriters(String statements) {
    Set<String> made = made(statements);
    return BLOCKS.matcher(statements).results().anyMatch(m -> !made.contains(m.group(1)));
  }

  @Test
  void migrations_takeNothingAwayThatTheVersionBeforeUses() throws IOException {
    for (Path file : migrations()) {
      boolean first = file.getFileName().toString().matches("V[12]__.*");
      assertThat(first || keepsTheRule(Files.readString(file))).as(file.toString()).isTrue();
    }
  }

  @Test
  void rule_isBrokenByWhatOlderNodesWouldTripOver() {
    assertThat(keepsTheRule("alter table inbox add column a text;")).isTrue();
    assertThat(keepsTheRule("alter table inbox add column a int not null default 0;")).isTrue();
    assertThat(keepsTheRule("create table a (b text not null unique);")).isTrue();
    assertThat(keepsTheRule("create table a (b text); create index c on a (b);")).isTrue();
    assertThat(keepsTheRule("create table a (b text); create unique index c on a (b);")).isTrue();
    assertThat(
            keepsTheRule(
                "alter table inbox add column a bigint, alter column a set default nextval('s');"))
        .isTrue();
    assertThat(
            keepsTheRule(
                "drop index concurrently if exists a;\n"
                    + "create index concurrently a on notification (title);"))
        .isTrue();
    for (String broken :
        List.of(
            "create index a on notification (title);",
            "drop index concurrently if exists b; create index concurrently a on inbox (epoch);",
            "alter table inbox add column a text not null;",
            "alter table inbox drop column unread;",
            "alter table inbox add column a bigint, alter column unread set default 7;",
            "alter table inbox rename column unread to u;",
            "alter table notification alter column title set not null;",
            "alter table notification add constraint a check (title <> '');",
            "create unique index a on notification (title);",
            "drop index notification_unread;")) {
      assertThat(keepsTheRule(broken)).as(broken).isFalse();
      assertThat(keepsTheRule("-- unused since 1.2.0\n" + broken)).as(broken).isTrue();
    }
  }

  @Test
  void nextVersion_mayStart_whileThisOneServes() throws Exception {
    try (TestNode node = TestNode.start("ringside.broker", "postgres");
        Tab tab = Tab.open(node, "42")) {
      use(node, tab, "before");

      FluentConfiguration next =
          Flyway.configure()
              .dataSource(TestPostgres.url(), null, null)
              .schemas(node.schema())
              .defaultSchema(node.schema())
              .locations("classpath:db/migration", "classpath:db/next");
      next.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
          .setTransactionalLock(false);
      next.load().migrate();

      use(node, tab, "after");
      // And one of this version may still start, as when the upgrade is taken back.
      try (TestNode late = TestNode.startIn(node.schema(), "ringside.broker", "postgres");
          Tab other = Tab.open(late, "42")) {
        use(late, other, "late");
        other.awaitEqual(late, "42");
        tab.awaitEqual(node, "42");
      }
    }
  }

  private static void use(TestNode node, Tab tab, String title) throws Exception {
    String keyed = "{\"title\":\"" + title + "\",\"key\":\"k\"}";
    assertThat(node.publish("42", keyed).status()).isIn(200, 201);
    assertThat(node.publish("42", "{\"title\":\"t\"}", "Idempotency-Key", "once " + title).status())
        .isEqualTo(201);
    tab.askOk("{\"type\":\"read\",\"through\":1000}");
    tab.awaitEqual(node, "42");
    assertThat(node.publish("gone", "{\"title\":\"t\"}").status()).isEqualTo(201);
    assertThat(node.call("DELETE", "/api/users/gone", null).status()).isEqualTo(204);
    assertThat(node.call("GET", "/api/users/42/inbox", null).status()).isEqualTo(200);
    assertThat(node.call("POST", "/api/users/42/tokens", "{}").status()).isEqualTo(200);
  }
}
