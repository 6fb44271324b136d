package dev.ringside.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.TestNode;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Inboxes that are being made by somebody else's transaction, which nobody can see yet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class InboxCreationTest {

  private static final Draft DRAFT =
      new Draft(
          new Content(Style.INFO, "made elsewhere", null, null, null, null),
          null,
          null,
          new Expiry.Never(),
          false);

  private TestNode node;

  @BeforeAll
  void start() throws Exception {
    node = TestNode.start("ringside.writer.timeout.seconds", "5");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void inbox_beingMadeElsewhere_holdsUpNobodyElse() throws Exception {
    try (Connection elsewhere = node.database()) {
      elsewhere.setAutoCommit(false);
      InboxOperation publish =
          new InboxOperation.Publish("contended", UUID.randomUUID(), DRAFT, null);
      new InboxWriter().apply(elsewhere, List.of(publish), InboxWriter.Locks.WAIT);

      CompletableFuture<TestNode.Answer> contended =
          CompletableFuture.supplyAsync(
              () -> node.publish("contended", "{\"title\":\"made here\"}"));
      for (int i = 0; i < 50; i++) {
        assertThat(node.publish("other-" + i, "{\"title\":\"hi\"}").status()).isEqualTo(201);
      }
      assertThat(contended).isNotDone();
      elsewhere.commit();

      TestNode.Answer answer = contended.get();
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.body().path("revision").asLong()).isEqualTo(2);
    }
  }

  @Test
  void inbox_lockedElsewhereForTooLong_failsAlone() throws Exception {
    node.publish("held", "{\"title\":\"first\"}");
    try (Connection elsewhere = node.database();
        var lock =
            elsewhere.prepareStatement("select 1 from inbox where user_id = 'held' for update")) {
      elsewhere.setAutoCommit(false);
      lock.execute();
      CompletableFuture<TestNode.Answer> held =
          CompletableFuture.supplyAsync(() -> node.publish("held", "{\"title\":\"second\"}"));
      assertThat(node.publish("free", "{\"title\":\"hi\"}").status()).isEqualTo(201);
      TestNode.Answer answer = held.get();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isNotEmpty();
      elsewhere.rollback();
    }
    TestNode.Answer later = node.publish("held", "{\"title\":\"third\"}");
    assertThat(later.body().path("revision").asLong()).isEqualTo(2);
  }
}
