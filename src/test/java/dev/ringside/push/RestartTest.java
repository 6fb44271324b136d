package dev.ringside.push;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.EventStream;
import dev.ringside.support.Eventually;
import dev.ringside.support.InboxTable;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that stops, and one that starts with what it left. */
@Timeout(60)
class RestartTest {

  private static final String RING = "{\"title\":\"ring\"}";

  private static void publish(TestNode node, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(node.publish("42", RING).status()).isEqualTo(201);
    }
  }

  @Test
  void tabs_goOnWhereTheyWereAfterARestart() throws Exception {
    TestNode before = TestNode.start();
    String schema = before.schema();
    publish(before, 3);
    Tab tab = Tab.open(before, "42");
    Tab away = Tab.open(before, "42");
    away.drop();
    publish(before, 2);
    tab.awaitRevision(5);
    TestNode.Answer once = before.publish("42", RING, "Idempotency-Key", "once");
    InboxTable left = InboxTable.read(before, "42");

    before.close();

    try (TestNode after = TestNode.startIn(schema)) {
      assertThat(InboxTable.read(after, "42")).isEqualTo(left);
      TestNode.Answer again = after.publish("42", RING, "Idempotency-Key", "once");
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.body()).isEqualTo(once.body());
      for (Tab each : List.of(tab, away)) {
        try (Tab back = each.at(after)) {
          back.resume();
          back.awaitEqual(after, "42");
          publish(after, 1);
          back.awaitEqual(after, "42");
          assertThat(back.model().resets()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void stop_saysGoodbyeAndWhenToComeBack() throws Exception {
    TestNode node = TestNode.start();
    publish(node, 1);
    List<Tab> tabs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tabs.add(Tab.open(node, "42"));
    }
    EventStream events = new EventStream(node, "42");
    events.connect();
    Eventually.holds("first event", () -> events.model().frames() > 0);
    var at = tabs.getFirst().model().position();
    CompletableFuture<TestNode.Answer> poll =
        CompletableFuture.supplyAsync(
            () ->
                node.call(
                    "GET", "/api/users/42/changes?wait=50&since=1&epoch=" + at.epoch(), null));
    Eventually.holds(
        "twelve sessions",
        () -> node.call("GET", "/api/users/42/inbox", null).body().path("online").asInt() == 12);

    node.ringside().close();

    for (Tab tab : tabs) {
      assertThat(tab.awaitClose()).isEqualTo(1012);
      assertThat(requireNonNull(tab.bye()).path("reason").asText()).isEqualTo("drain");
      assertThat(requireNonNull(tab.bye()).path("retryAfterMillis").asLong())
          .isBetween(1L, 10_000L);
      tab.close();
    }
    assertThat(
            tabs.stream()
                .map(tab -> requireNonNull(tab.bye()).path("retryAfterMillis").asLong())
                .distinct())
        .as("times to come back")
        .hasSizeGreaterThan(1);
    Eventually.holds("end of the stream", events::isOver);
    assertThat(poll.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    events.close();
    node.close();
  }

  /** What was answered before the stop is there after it, and every tab gets it once. */
  @Test
  void stop_whilePublishing_losesNothingThatWasAnswered() throws Exception {
    TestNode before = TestNode.start();
    Tab tab = Tab.open(before, "42");
    List<String> answered = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> publishing =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (true) {
                  TestNode.Answer answer = before.publish("42", RING);
                  if (answer.status() == 201) {
                    answered.add(answer.body().path("id").asText());
                  }
                }
              } catch (RuntimeException gone) {
                // The port has closed.
              }
            },
            task -> Thread.ofVirtual().start(task));
    Eventually.holds("fifty publishes", () -> answered.size() > 50);

    before.ringside().close();
    publishing.get(20, TimeUnit.SECONDS);
    before.close();

    try (TestNode after = TestNode.startIn(before.schema());
        Tab back = tab.at(after)) {
      assertThat(InboxTable.read(after, "42").notifications().keySet()).containsAll(answered);
      back.resume();
      back.awaitEqual(after, "42");
      assertThat(back.model().isWhole()).isTrue();
    }
  }
}
