package dev.ringside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.persistence.EmbeddedPostgres;
import dev.ringside.support.Fork;
import dev.ringside.support.ProgramProcess;
import dev.ringside.support.ProgramProcess.Ended;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Migrations, and the load tool, by their commands. */
@Timeout(180)
class MigrateTest {

  private static Ended migrate(String schema, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("migrate"));
    arguments.addAll(List.of(options));
    return ProgramProcess.run(
        Map.of("RINGSIDE_DATABASE_URL", TestPostgres.url(), "RINGSIDE_DATABASE_SCHEMA", schema),
        arguments.toArray(String[]::new));
  }

  @Test
  void migrate_listsWhatWouldRun_runsIt_andThenNothingMore() throws Exception {
    String schema = TestPostgres.freshSchema();

    Ended planned = migrate(schema, "--dry-run");
    assertThat(planned.status()).as(planned.output()).isZero();
    assertThat(planned.output()).contains("would run 1 the log\n", "would run 12 rooms\n");
    assertThat(planned.output()).doesNotContain("up to date");

    Ended ran = migrate(schema);
    assertThat(ran.status()).as(ran.output()).isZero();
    assertThat(ran.output())
        .isEqualTo(
            planned.output().replace("would run", "ran")
                + "The schema %s is up to date.\n".formatted(schema));

    assertThat(migrate(schema).output())
        .isEqualTo("The schema %s is up to date.\n".formatted(schema));
    TestNode.startIn(schema).close();
  }

  @Test
  void migrate_onASchemaOfALaterRingside_saysSo() throws Exception {
    String schema = TestPostgres.freshSchema();
    migrate(schema);
    try (Connection connection = TestPostgres.connect(schema);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into flyway_schema_history
          select 999, '999', 'of tomorrow', type, 'V999__of_tomorrow.sql', 1, installed_by,
                 installed_on, 1, true
          from flyway_schema_history where version = '1'
          """);
    }

    Ended ended = migrate(schema);

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("a later Ringside, which has run 999 of tomorrow");
  }

  @Test
  void migrate_ofTheEmbeddedDatabase_startsIt_unlessSomebodyHasIt() throws Exception {
    Path data = Fork.folder("test-migrate").toAbsolutePath();
    Map<String, String> settings = Map.of("RINGSIDE_DATA_DIR", data.toString());

    Ended ran = ProgramProcess.run(settings, "migrate");
    assertThat(ran.status()).as(ran.output()).isZero();
    assertThat(ran.output()).contains("The schema ringside is up to date.\n");
    assertThat(ProgramProcess.run(settings, "migrate", "--dry-run").output())
        .endsWith("The schema ringside is up to date.\n");

    try (EmbeddedPostgres _ = EmbeddedPostgres.start(data)) {
      Ended refused = ProgramProcess.run(settings, "migrate");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.output()).startsWith("ringside: Another Ringside").hasLineCount(1);
    }
  }

  @Test
  void bench_isTheLoadTool_withItsOptionsAndItsStatus() throws Exception {
    assertThat(ProgramProcess.run(Map.of(), "bench", "--help").output())
        .contains("publish", "fanout");
    assertThat(ProgramProcess.run(Map.of(), "bench", "publish", "--help").output())
        .contains("--connections");
    assertThat(ProgramProcess.run(Map.of(), "bench", "juggle").status()).isEqualTo(2);
    try (TestNode node = TestNode.start()) {
      Ended ended =
          ProgramProcess.run(
              Map.of(),
              "bench",
              "publish",
              "--connections",
              "2",
              "--seconds=1",
              "--warmup",
              "0",
              "--users",
              "2",
              "--key",
              TestNode.KEY,
              "--url",
              "http://127.0.0.1:" + node.httpPort(),
              "--json");
      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(TestNode.json(ended.output()).isObject()).isTrue();
    }
  }
}
