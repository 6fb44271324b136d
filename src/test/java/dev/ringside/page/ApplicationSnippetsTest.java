package dev.ringside.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Browser;
import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The programs of docs/applications.md, taken from there and run as they stand. */
class ApplicationSnippetsTest {

  private static final Path DOCUMENT = Path.of("docs/applications.md");

  /** The first run of Go compiles its library. */
  private static final long PATIENCE_SECONDS = 240;

  /** What it needs, and what its block is saved as. */
  enum Language {
    CURL("curl", "tell.sh"),
    JAVA("java", "Notify.java"),
    PYTHON("python3", "tell.py"),
    NODE("node", "tell.mjs"),
    GO("go", "tell.go"),
    PHP("php", "tell.php");

    private final String tool;
    private final String file;

    Language(String tool, String file) {
      this.tool = tool;
      this.file = file;
    }

    String mark() {
      return this == PYTHON ? "python" : tool;
    }

    boolean installed() {
      return this == JAVA || Browser.onPath(tool).isPresent();
    }

    List<String> command() {
      return switch (this) {
        case CURL -> List.of("sh", file);
        case JAVA -> List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), file);
        case GO -> List.of("go", "run", file);
        case PYTHON, NODE, PHP -> List.of(tool, file);
      };
    }
  }

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void program_asItStands_tellsTheUserAndPrintsATokenForThePage(Language language)
      throws Exception {
    installed(language);
    try (TestNode node = TestNode.start()) {
      JsonNode printed = TestNode.json(run(language, "http://127.0.0.1:" + node.httpPort()));
      assertExportIsTold(node);
      assertOpensTheInbox(node, printed.path("token").asText());
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void program_whoseAnswersAreLost_tellsOnceAllTheSame(Language language) throws Exception {
    installed(language);
    try (TestNode node = TestNode.start();
        LostAnswers front = LostAnswers.before(node)) {
      JsonNode printed = TestNode.json(run(language, front.url()));
      assertThat(front.keys()).hasSizeGreaterThanOrEqualTo(3).containsOnly("export-7-done");
      assertExportIsTold(node);
      assertOpensTheInbox(node, printed.path("token").asText());
    }
  }

  @Test
  void sql_asItStands_tellsTheUserOnceHoweverOftenItIsRun() throws Exception {
    String schema = "ringside"; // as the document has it
    try (Connection database = TestPostgres.connect();
        Statement statement = database.createStatement()) {
      statement.execute("drop schema if exists ringside cascade");
      statement.execute("create temporary table exports (id int, state text)");
      statement.execute("insert into exports values (7, 'running')");
      try (TestNode node = TestNode.startIn(schema)) {
        for (int i = 0; i < 2; i++) {
          statement.execute(Snippet.of(DOCUMENT, "sql"));
        }
        Eventually.holds("notification", () -> !told(node).isEmpty());
        Eventually.holds("empty outbox", () -> isEmpty(statement));
        assertExportIsTold(node);
      }
      statement.execute("drop schema ringside cascade");
    }
  }

  @Test
  void document_hasNoOtherBlocksToRun() throws IOException {
    Stream<String> languages = Stream.of(Language.values()).map(Language::mark);
    assertThat(Snippet.all(DOCUMENT))
        .extracting(Snippet::name)
        .containsExactlyElementsOf(Stream.concat(languages, Stream.of("sql")).toList())
        .hasSize((int) Snippet.marks(DOCUMENT));
  }

  private static void installed(Language language) {
    String needed = language.tool + " for the snippet of docs/applications.md";
    if (System.getenv("CI") == null) {
      assumeTrue(language.installed(), "not on this machine: " + needed);
    }
    assertThat(language.installed()).as("in CI there must be %s", needed).isTrue();
  }

  /** Runs it to its end; returns what it printed. */
  private String run(Language language, String ringside) throws Exception {
    Files.writeString(folder.resolve(language.file), Snippet.of(DOCUMENT, language.mark()));
    Path complaints = folder.resolve("complaints");
    ProcessBuilder process =
        new ProcessBuilder(language.command()).redirectError(complaints.toFile());
    process.environment().putAll(environment(ringside));
    Process running = process.directory(folder.toFile()).start();
    running.getOutputStream().close();
    try {
      String printed = new String(running.getInputStream().readAllBytes(), UTF_8);
      assertThat(running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      String complained = Files.readString(complaints);
      assertThat(running.exitValue()).as(complained + printed).isZero();
      return printed;
    } finally {
      running.destroyForcibly();
    }
  }

  /** Go compiles without a module, a network, a C compiler or what else somebody may have set. */
  private static Map<String, String> environment(String ringside) {
    return Map.of(
        "RINGSIDE_URL",
        ringside,
        "RINGSIDE_API_KEY",
        TestNode.KEY,
        "CGO_ENABLED",
        "0",
        "GO111MODULE",
        "off",
        "GOFLAGS",
        "",
        "GOPROXY",
        "off",
        "GOTOOLCHAIN",
        "local",
        "GOCACHE",
        Path.of("target/go-cache").toAbsolutePath().toString());
  }

  private static List<JsonNode> told(TestNode node) {
    JsonNode page = node.call("GET", "/api/users/42/notifications", null).body();
    List<JsonNode> rows = new ArrayList<>();
    page.path("notifications").forEach(rows::add);
    return rows;
  }

  private static void assertExportIsTold(TestNode node) {
    assertThat(told(node))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.path("title").asText()).isEqualTo("Export ready");
              assertThat(row.path("link").asText()).isEqualTo("/exports/7");
              assertThat(row.path("style").asText()).isEqualTo("success");
            });
  }

  private static void assertOpensTheInbox(TestNode node, String token) {
    TestNode.Answer inbox = node.callAs(token, "GET", "/api/users/me/inbox", null);
    assertThat(inbox.status()).isEqualTo(200);
    assertThat(inbox.body().path("unread").asInt()).isEqualTo(1);
  }

  private static boolean isEmpty(Statement statement) throws Exception {
    try (var rows = statement.executeQuery("select count(*) from ringside.outbox")) {
      return rows.next() && rows.getInt(1) == 0;
    }
  }
}
