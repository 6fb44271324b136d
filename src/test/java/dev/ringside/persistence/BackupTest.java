package dev.ringside.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.app.Main;
import dev.ringside.support.DataDir;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.PostgresTools;
import dev.ringside.support.Tab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The steps of docs/backup.md: the embedded database dumped, and back. */
@Timeout(180)
class BackupTest {

  private static final String CLASSES = System.getProperty("java.class.path");

  @TempDir Path folder;

  private PostgresTools tools;

  @BeforeEach
  void find() {
    Optional<PostgresTools> found = PostgresTools.find();
    if (System.getenv("CI") == null) {
      assumeTrue(
          found.isPresent(), "no pg_dump of PostgreSQL 18 on this machine: nothing is dumped");
    }
    assertThat(found).as("in CI, pg_dump must be installed").isPresent();
    tools = found.orElseThrow();
  }

  private NodeProcess node(DataDir data) {
    NodeProcess node =
        NodeProcess.of(
            Map.of("RINGSIDE_DATA_DIR", data.path().toString()),
            List.of("-cp", CLASSES),
            folder.resolve("node.log"));
    assertThat(node.start()).isTrue();
    return node;
  }

  private void dump(DataDir data, Path file) throws Exception {
    tools.run(
        data.password(),
        "pg_dump",
        "--host=127.0.0.1",
        "--port=" + data.port(),
        "--username=ringside",
        "--format=custom",
        "--file=" + file,
        "ringside");
  }

  private void restore(DataDir data, Path file) throws Exception {
    tools.run(
        data.password(),
        "pg_restore",
        "--host=127.0.0.1",
        "--port=" + data.port(),
        "--username=ringside",
        "--dbname=ringside",
        "--clean",
        "--if-exists",
        "--single-transaction",
        file.toString());
  }

  private void renewEpochs(DataDir data) throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            CLASSES,
            Main.class.getName(),
            "renew-epochs");
    java.environment().put("RINGSIDE_DATA_DIR", data.path().toString());
    assertThat(java.inheritIO().start().waitFor()).isZero();
  }

  private static List<String> titles(NodeProcess node) {
    JsonNode list =
        node.call("GET", "/api/users/42/notifications", null).body().path("notifications");
    List<String> titles = new ArrayList<>();
    list.forEach(each -> titles.add(each.path("title").asText()));
    return titles;
  }

  private static List<String> titles(Tab tab) {
    return tab.model().notifications().values().stream()
        .map(each -> each.path("title").asText())
        .toList();
  }

  private static void publish(NodeProcess node, String title) {
    assertThat(node.publish("42", "{\"title\":\"" + title + "\"}").status()).isEqualTo(201);
  }

  @Test
  void dump_restoredIntoAnotherFolder_isAllThatWas_andNoClientBelievesInWhatCameLater()
      throws Exception {
    DataDir before = new DataDir(folder.resolve("before"));
    DataDir after = new DataDir(folder.resolve("after"));
    Path file = folder.resolve("ringside.dump");
    Tab tab;
    try (NodeProcess node = node(before)) {
      publish(node, "kept");
      node.publish("42", "{\"title\":\"later\",\"deliverAfterSeconds\":86400}");
      node.call("PUT", "/api/topics/news/subscribers/42", null);
      dump(before, file);
      publish(node, "gone");
      tab = Tab.open(node, "42");
      assertThat(tab.model().position().revision()).isEqualTo(2);
      tab.drop();
      node.stop();
    }
    try (NodeProcess node = node(after)) {
      restore(after, file);
      node.stop();
    }
    try (NodeProcess node = node(after)) {
      assertThat(titles(node)).containsExactly("kept");
      assertThat(node.call("GET", "/api/users/42/scheduled", null).body().path("scheduled"))
          .hasSize(1);
      assertThat(node.call("GET", "/api/users/42/topics", null).body().path("topics")).hasSize(1);
      // As many changes as were lost: the revision alone would say that the tab has all of it.
      publish(node, "new");
      try (Tab back = tab.at(node)) {
        back.resume();
        back.awaitCurrent();
        assertThat(titles(back)).containsExactlyInAnyOrder("new", "kept");
      }
      node.stop();
    }
  }

  @Test
  void dump_restoredIntoTheSameFolder_renewsTheEpochsByCommand() throws Exception {
    DataDir data = new DataDir(folder.resolve("data"));
    Path file = folder.resolve("ringside.dump");
    Tab tab;
    try (NodeProcess node = node(data)) {
      publish(node, "kept");
      dump(data, file);
      publish(node, "gone");
      tab = Tab.open(node, "42");
      tab.drop();
      restore(data, file);
      node.stop();
    }
    renewEpochs(data);
    try (NodeProcess node = node(data)) {
      publish(node, "new");
      try (Tab back = tab.at(node)) {
        back.resume();
        back.awaitCurrent();
        assertThat(titles(back)).containsExactlyInAnyOrder("new", "kept");
      }
      node.stop();
    }
  }
}
