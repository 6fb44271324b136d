package dev.ringside.inbox;

import static dev.ringside.support.Outage.assertUnavailable;
import static dev.ringside.support.Outage.awaitReady;
import static dev.ringside.support.Outage.publishUntilStored;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.log.GroupCommit;
import dev.ringside.support.DataDir;
import dev.ringside.support.Eventually;
import dev.ringside.support.Outage;
import dev.ringside.support.Signals;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PostgreSQL that is too slow for what comes. */
@Timeout(120)
class BackPressureTest {

  private static final int ROWS = 200;
  private static final int BYTES = 150_000;
  private static final int CALLERS = 120;

  /** The promise is two seconds; what is not bounded takes the socket timeout of thirty. */
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String LARGE = "{\"title\":\"t\",\"content\":\"" + "x".repeat(2_000) + "\"}";

  private final DataDir data = new DataDir(Outage.DATA);
  private TestNode node;
  private InboxService inbox;

  @BeforeEach
  void start() {
    node =
        data.startNode(
            "ringside.writer.waiting.rows",
            Integer.toString(ROWS),
            "ringside.writer.waiting.bytes",
            Integer.toString(BYTES));
    inbox = node.ringside().bean(InboxService.class);
    assertThat(node.call("DELETE", "/api/users/42", null).status()).isEqualTo(204);
    assertThat(publishUntilStored(node, "before").status()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void flood_whilePostgresStandsStill_is503AndHeldBelowTheCap() throws Exception {
    long postgres = data.pid();
    Signals.sendToTree("STOP", postgres);
    try {
      assertHeldBelowTheCap(
          () -> {
            flood();
            assertListGivesUp();
          });
      for (int i = 0; i < 3; i++) {
        assertUnavailable(node, "GET", "/api/users/42/notifications", null);
      }
    } finally {
      Signals.sendToTree("CONT", postgres);
    }
    assertServesAgain();
  }

  @Test
  void flood_whileSomebodyHasLockedTheTable_is503AndHeldBelowTheCap() throws Exception {
    try (Connection holder = data.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table inbox in exclusive mode");
      assertHeldBelowTheCap(this::flood);
      holder.rollback();
    }
    assertServesAgain();
  }

  private interface Work {
    void run() throws Exception;
  }

  /** Looks, all the while that the work takes, at what the writer holds. */
  private void assertHeldBelowTheCap(Work work) throws Exception {
    AtomicInteger mostRows = new AtomicInteger();
    AtomicLong mostBytes = new AtomicLong();
    Thread watch =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    GroupCommit.Held held = inbox.held();
                    mostRows.accumulateAndGet(held.rows(), Math::max);
                    mostBytes.accumulateAndGet(held.bytes(), Math::max);
                    LockSupport.parkNanos(1_000_000);
                  }
                });
    try {
      work.run();
    } finally {
      watch.interrupt();
      watch.join();
    }
    assertThat(mostRows.get()).isBetween(2, ROWS);
    assertThat(mostBytes.get()).isBetween(BYTES / 2L, (long) BYTES);
  }

  /** Publishes large ones by many callers, each of whom tries three times. */
  private void flood() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> callers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        String user = "flood-" + caller % 10;
        callers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 3; i++) {
                    long began = System.nanoTime();
                    Answer answer = node.publish(user, LARGE);
                    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
                    assertThat(answer.header("Retry-After")).matches("\\d+");
                    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
                  }
                }));
      }
      for (Future<?> each : callers) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
  }

  /** A list of ten thousand does not wait ten times for a database that took none of the first. */
  private void assertListGivesUp() {
    String users =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "\"list-" + i + "\"")
            .collect(Collectors.joining(","));
    long began = System.nanoTime();
    Answer answer =
        node.call(
            "POST",
            "/api/notifications",
            "{\"users\":[" + users + "],\"notification\":{\"title\":\"t\"}}");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("results")).hasSize(10_000);
    for (JsonNode result : answer.body().path("results")) {
      assertThat(result.path("problem").path("status").asInt()).isEqualTo(503);
    }
  }

  private void assertServesAgain() {
    awaitReady(node);
    assertThat(publishUntilStored(node, "after").status()).isEqualTo(201);
    assertThat(publishUntilStored(node, "before").status()).isEqualTo(200);
    Eventually.holds("end of what was held", () -> inbox.held().equals(new GroupCommit.Held(0, 0)));
    assertThat(node.call("GET", "/api/users/42/inbox", null).body().path("revision").asInt())
        .isEqualTo(2);
  }
}
