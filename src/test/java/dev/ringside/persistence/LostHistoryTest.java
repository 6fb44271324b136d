package dev.ringside.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Relay;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An older copy of the database that takes its place while a node and its tabs live on. Such a copy
 * has the same system identifier and the same timeline: by what it says of itself nobody can tell.
 */
@Timeout(180)
class LostHistoryTest {

  private static final Path DATA = Path.of("target/test-history");
  private static final Path COPY = Path.of("target/test-history-copy");

  private EmbeddedPostgres postgres;
  private Relay relay;
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    DataFolder.removeTree(DATA);
    DataFolder.removeTree(COPY);
    postgres = EmbeddedPostgres.start(DATA);
    relay = new Relay(port());
    node =
        TestNode.startIn(
            "ringside",
            "ringside.reconcile.seconds",
            "0.5",
            "ringside.database.url",
            url(relay.port()));
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
    relay.close();
    postgres.close();
    DataFolder.removeTree(COPY);
  }

  private int port() {
    return URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort();
  }

  private void copyAway() throws IOException {
    postgres.close();
    copy(DATA, COPY);
    startAgain();
  }

  private void putBack() throws IOException {
    postgres.close();
    DataFolder.removeTree(DATA);
    copy(COPY, DATA);
    startAgain();
  }

  private void startAgain() {
    postgres = EmbeddedPostgres.start(DATA);
    relay.target(port());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        for (String owner : List.of("unix:gid", "unix:uid")) {
          Files.setAttribute(target, owner, Files.getAttribute(file, owner));
        }
      }
    }
  }

  private void publish(String title) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (node.publish("42", "{\"title\":\"" + title + "\"}").status() != 201) {
      assertThat(System.nanoTime()).as("it is never stored").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private Set<String> titles() {
    Set<String> titles =
        node.call("GET", "/api/users/42/notifications?limit=100", null)
            .body()
            .path("notifications")
            .valueStream()
            .map(each -> each.path("title").asText())
            .collect(Collectors.toSet());
    assertThat(titles).isNotEmpty();
    return titles;
  }

  private static Set<String> titles(Tab tab) {
    return tab.model().notifications().values().stream()
        .map(each -> each.path("title").asText())
        .collect(Collectors.toSet());
  }

  /** The tab has seen revisions that now mean something else. */
  @Test
  void olderCopy_underRunningTabs_renewsTheEpochs() throws Exception {
    publish("kept");
    copyAway();
    publish("lost 2");
    publish("lost 3");
    try (Tab tab = Tab.open(node, "42");
        Tab away = Tab.open(node, "42")) {
      String before = tab.model().position().epoch();
      assertThat(titles(tab)).containsExactlyInAnyOrder("kept", "lost 2", "lost 3");
      away.drop();

      putBack();
      // As many as were lost, so that the revisions are the same again.
      publish("new 2");
      publish("new 3");

      assertThat(titles()).containsExactlyInAnyOrder("kept", "new 2", "new 3");
      tab.await("what is there now", () -> titles(tab).equals(titles()));
      away.resume();
      away.await("what is there now", () -> titles(away).equals(titles()));
      assertThat(tab.model().position().epoch()).isNotEqualTo(before);
      assertThat(away.model().position()).isEqualTo(tab.model().position());
    }
  }

  /** Another node gets there first, and takes the inbox past the revisions that were lost. */
  @Test
  void olderCopy_thatHasGoneOn_isSeenByTheRowsThatItLacks() throws Exception {
    publish("kept");
    copyAway();
    publish("lost 2");
    publish("lost 3");
    try (Tab tab = Tab.open(node, "42")) {
      String before = tab.model().position().epoch();
      relay.shut();
      putBack();
      try (TestNode other = TestNode.startIn("ringside", "ringside.database.url", url(port()))) {
        for (int i = 2; i < 7; i++) {
          assertThat(other.publish("42", "{\"title\":\"new " + i + "\"}").status()).isEqualTo(201);
        }
      }

      relay.open();

      tab.await("what is there now", () -> titles(tab).size() == 6 && titles(tab).equals(titles()));
      assertThat(tab.model().position().epoch()).isNotEqualTo(before);
    }
  }

  private String url(int port) {
    return "jdbc:postgresql://127.0.0.1:%d/ringside?user=%s&password=%s"
        .formatted(port, postgres.user(), postgres.password());
  }

  /** An ordinary restart, or crash, loses nothing: tabs go on where they were. */
  @Test
  void restart_ofTheSameDatabase_keepsTheEpochs() throws Exception {
    publish("one");
    try (Tab tab = Tab.open(node, "42")) {
      String before = tab.model().position().epoch();
      long resets = tab.model().resets();

      postgres.close();
      startAgain();
      publish("two");

      tab.await("both", () -> titles(tab).equals(Set.of("one", "two")));
      assertThat(tab.model().position().epoch()).isEqualTo(before);
      assertThat(tab.model().resets()).isEqualTo(resets);
    }
  }

  /** Nobody published, so no node can vouch for anything: the tabs themselves are the proof. */
  @Test
  void olderCopy_ofWhatAnotherNodeWrote_isSeenByThePositionsOfTabs() throws Exception {
    publish("kept");
    copyAway();
    try (TestNode other =
        TestNode.startIn("ringside", "ringside.database.url", url(relay.port()))) {
      assertThat(other.publish("42", "{\"title\":\"lost\"}").status()).isEqualTo(201);
    }
    try (Tab tab = Tab.open(node, "42")) {
      String before = tab.model().position().epoch();

      putBack();

      tab.await("what is there now", () -> titles(tab).equals(Set.of("kept")));
      assertThat(tab.model().position().epoch()).isNotEqualTo(before);
    }
  }
}
