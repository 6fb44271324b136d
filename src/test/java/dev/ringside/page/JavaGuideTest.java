package dev.ringside.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/java.md, taken from there and run as they stand, with the client alone. */
class JavaGuideTest {

  private static final Path DOCUMENT = Path.of("docs/java.md");
  private static final Path CLASSES = Path.of("target/classes/dev/ringside/client");

  private final List<Process> running = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeEach
  void copyTheClient() throws IOException {
    Path copies = Files.createDirectories(folder.resolve("client/dev/ringside/client"));
    try (Stream<Path> all = Files.list(CLASSES)) {
      for (Path each : all.toList()) {
        Files.copy(each, copies.resolve(each.getFileName()));
      }
    }
  }

  @AfterEach
  void stop() {
    running.forEach(Process::destroyForcibly);
  }

  @Test
  void publish_asItStands_tells() throws Exception {
    try (TestNode node = TestNode.start()) {
      assertThat(ended(started(node, "publish", "Publish.java"))).isEqualTo("Export ready, 1\n");
    }
  }

  @Test
  void job_asItStands_endsWell() throws Exception {
    try (TestNode node = TestNode.start()) {
      ended(started(node, "job", "Export.java"));
      JsonNode shown = node.call("GET", "/api/users/42/notifications", null).body();
      JsonNode row = shown.path("notifications").path(0);
      assertThat(shown.path("notifications").size()).isEqualTo(1);
      assertThat(row.path("title").asText()).isEqualTo("Your export");
      assertThat(row.path("style").asText()).isEqualTo("success");
      assertThat(row.path("content").asText()).isEqualTo("Ready");
      assertThat(row.path("link").asText()).isEqualTo("/exports/7");
    }
  }

  @Test
  void follow_runAgain_tellsWhatCameMeanwhileAndNothingTwice() throws Exception {
    try (TestNode node = TestNode.start()) {
      node.publish("42", "{\"title\":\"Before\"}");
      Process first = started(node, "follow", "Follow.java");
      assertThat(first.inputReader(UTF_8).readLine()).isEqualTo("1 there");
      node.publish("42", "{\"title\":\"Good night\"}");
      assertThat(ended(first)).isEqualTo("Good night\n");
      node.publish("42", "{\"title\":\"Meanwhile\"}");
      node.publish("42", "{\"title\":\"Good night\"}");
      assertThat(ended(started(node, "follow", "Follow.java")))
          .isEqualTo("Meanwhile\nGood night\n");
    }
  }

  @Test
  void document_hasNoOtherBlocksToRun() throws IOException {
    assertThat(Snippet.all(DOCUMENT))
        .extracting(Snippet::name)
        .containsExactly("publish", "job", "follow")
        .hasSize((int) Snippet.marks(DOCUMENT));
  }

  @Test
  void kinds_areThoseOfTheCode() throws IOException {
    String code =
        Files.readString(Path.of("src/main/java/dev/ringside/client/RingsideException.java"));
    String kinds = GuideText.between(code, "public enum Kind {", "private final boolean");
    String table = GuideText.between(Files.readString(DOCUMENT), "| kind |", "## Times");
    assertThat(GuideText.found(table, "`([A-Z][A-Z_]{4,})`"))
        .isEqualTo(GuideText.found(kinds, "\n    ([A-Z_]+)\\("));
  }

  private Process started(TestNode node, String name, String file) throws IOException {
    Files.writeString(folder.resolve(file), Snippet.of(DOCUMENT, name));
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    ProcessBuilder process =
        new ProcessBuilder(java, "-cp", "client", file).redirectError(complaints().toFile());
    process.environment().put("RINGSIDE_URL", "http://127.0.0.1:" + node.httpPort());
    process.environment().put("RINGSIDE_API_KEY", TestNode.KEY);
    Process started = process.directory(folder.toFile()).start();
    running.add(started);
    return started;
  }

  private Path complaints() {
    return folder.resolve("complaints");
  }

  /** Waits for its end; returns what it printed until then. */
  private String ended(Process process) throws Exception {
    StringWriter printed = new StringWriter();
    long _ = process.inputReader(UTF_8).transferTo(printed);
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(complaints()) + printed).isZero();
    return printed.toString();
  }
}
