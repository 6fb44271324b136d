package dev.ringside.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.persistence.EmbeddedPostgres;
import dev.ringside.support.Relay;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that is gone, or stands still, and comes back. */
class DatabaseOutageTest {

  private static final Path DATA = Path.of("target/test-outage");
  private static final String TITLE = "{\"title\":\"t\"}";

  /** The promise is two seconds; a busy machine gets some more. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private EmbeddedPostgres postgres;
  private Relay relay;
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    postgres = EmbeddedPostgres.start(DATA);
    relay = new Relay(port(postgres));
    String url =
        "jdbc:postgresql://127.0.0.1:%d/ringside?user=%s&password=%s"
            .formatted(relay.port(), postgres.user(), postgres.password());
    node = TestNode.startIn("ringside", "ringside.database.url", url);
    assertThat(node.call("DELETE", "/api/users/42", null).status()).isEqualTo(204);
  }

  @AfterEach
  void stop() {
    node.close();
    relay.close();
    postgres.close();
  }

  private static int port(EmbeddedPostgres postgres) {
    return URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort();
  }

  /** Asserts that a call is answered 503, soon, and says when to come back. */
  private void assertUnavailable(String method, String path, @Nullable String body) {
    long began = System.nanoTime();
    Answer answer = node.call(method, path, body);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).matches("\\d+");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.raw().body()).doesNotContain("PSQL", "Hikari", "Exception", "127.0.0.1");
    assertThat(took).isLessThan(SOON);
  }

  private void assertAllUnavailable() {
    assertUnavailable("POST", "/api/users/42/notifications", TITLE);
    assertUnavailable("POST", "/api/users/42/notifications/read", "{\"through\":1}");
    assertUnavailable("GET", "/api/users/42/notifications", null);
    assertUnavailable("GET", "/api/users/42/inbox", null);
    assertUnavailable("GET", "/api/users/42/changes", null);
    assertUnavailable("DELETE", "/api/users/42", null);
    assertUnavailable("GET", "/health/ready", null);
    assertThat(node.call("GET", "/health/live", null).status()).isEqualTo(200);
  }

  private void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (node.call("GET", "/health/ready", null).status() != 200) {
      assertThat(System.nanoTime()).as("it does not become ready again").isLessThan(end);
      Thread.sleep(50);
    }
  }

  private Answer publishUntilStored(String call) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < end) {
      Answer answer = node.publish("42", TITLE, "Idempotency-Key", call);
      if (answer.status() != 503) {
        return answer;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("never stored");
  }

  @Test
  void postgres_thatIsStopped_makes503sUntilItIsBack() throws Exception {
    assertThat(node.publish("42", TITLE, "Idempotency-Key", "before").status()).isEqualTo(201);

    postgres.close();
    assertAllUnavailable();
    assertUnavailable("POST", "/api/users/42/notifications", TITLE);

    postgres = EmbeddedPostgres.start(DATA);
    relay.target(port(postgres));
    awaitReady();
    assertThat(publishUntilStored("after").status()).isEqualTo(201);
    assertThat(publishUntilStored("before").status()).isEqualTo(200);
    Answer list = node.call("GET", "/api/users/42/notifications", null);
    assertThat(list.body().path("notifications")).hasSize(2);
    assertThat(list.body().path("revision").asLong()).isEqualTo(2);
  }

  @Test
  void postgres_thatStandsStill_makes503sUntilItGoesOn() throws Exception {
    assertThat(node.publish("42", TITLE, "Idempotency-Key", "before").status()).isEqualTo(201);
    List<Long> processes = new ArrayList<>();
    ProcessHandle postmaster = ProcessHandle.of(postgres.pid()).orElseThrow();
    Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .forEach(process -> processes.add(process.pid()));

    signal("-STOP", processes);
    try {
      assertThat(node.publish("42", TITLE, "Idempotency-Key", "during").status()).isEqualTo(503);
      assertAllUnavailable();
    } finally {
      signal("-CONT", processes);
    }

    awaitReady();
    assertThat(publishUntilStored("after").status()).isEqualTo(201);
    assertThat(publishUntilStored("during").status()).isIn(200, 201);
    assertThat(publishUntilStored("before").status()).isEqualTo(200);
    assertThat(publishUntilStored("during").status()).isEqualTo(200);
  }

  private static void signal(String signal, List<Long> processes) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    processes.forEach(pid -> command.add(pid.toString()));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
