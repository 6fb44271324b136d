package dev.ringside.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.TestNode.Answer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a node answers while its database is away, and after that. */
public final class Outage {

  /** The data of a PostgreSQL that tests may do anything to, one after the other. */
  public static final Path DATA = Fork.folder("test-outage");

  public static final String TITLE = "{\"title\":\"t\"}";

  /** The promise is two seconds; a busy machine gets some more. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private Outage() {}

  /**
   * Asserts that a call is answered 503, soon, and says when to come back; returns what it says.
   */
  public static String assertUnavailable(
      TestNode node, String method, String path, @Nullable String body) {
    long began = System.nanoTime();
    Answer answer = node.call(method, path, body);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).matches("\\d+");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.raw().body())
        .doesNotContain("PSQL", "Hikari", "Exception", "127.0.0.1", "pgdata", "insert");
    assertThat(took).isLessThan(SOON);
    return answer.body().path("detail").asText();
  }

  /** Asserts that the node lives, is not ready, and answers 503 to all that needs the database. */
  public static void assertAllUnavailable(TestNode node) {
    assertUnavailable(node, "POST", "/api/users/42/notifications", TITLE);
    assertUnavailable(node, "POST", "/api/users/42/notifications/read", "{\"through\":1}");
    assertUnavailable(node, "GET", "/api/users/42/notifications", null);
    assertUnavailable(node, "GET", "/api/users/42/inbox", null);
    assertUnavailable(node, "GET", "/api/users/42/changes", null);
    assertUnavailable(node, "DELETE", "/api/users/42", null);
    assertUnavailable(node, "GET", "/health/ready", null);
    assertThat(node.call("GET", "/health/live", null).status()).isEqualTo(200);
  }

  /** Waits until the node says that it is ready. */
  public static void awaitReady(TestNode node) {
    Eventually.holds("readiness", () -> node.call("GET", "/health/ready", null).status() == 200);
  }

  /** Publishes to 42 for as long as that is answered 503, as a client with a key does. */
  public static Answer publishUntilStored(TestNode node, String key) {
    Answer[] last = new Answer[1];
    Eventually.holds(
        "answer but 503",
        () -> {
          last[0] = node.publish("42", TITLE, "Idempotency-Key", key);
          return last[0].status() != 503;
        });
    assertThat(last[0].status()).as(last[0].raw().body()).isIn(200, 201);
    return last[0];
  }
}
