package dev.ringside.inbox;

import static dev.ringside.support.Outage.TITLE;
import static dev.ringside.support.Outage.assertAllUnavailable;
import static dev.ringside.support.Outage.assertUnavailable;
import static dev.ringside.support.Outage.awaitReady;
import static dev.ringside.support.Outage.publishUntilStored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.persistence.EmbeddedPostgres;
import dev.ringside.support.Outage;
import dev.ringside.support.Relay;
import dev.ringside.support.Signals;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that is gone, or stands still, and comes back. */
class DatabaseOutageTest {

  private EmbeddedPostgres postgres;
  private Relay relay;
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    postgres = EmbeddedPostgres.start(Outage.DATA);
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

  @Test
  void postgres_thatIsStopped_makes503sUntilItIsBack() throws Exception {
    assertThat(node.publish("42", TITLE, "Idempotency-Key", "before").status()).isEqualTo(201);

    postgres.close();
    assertAllUnavailable(node);
    assertUnavailable(node, "POST", "/api/users/42/notifications", TITLE);

    postgres = EmbeddedPostgres.start(Outage.DATA);
    relay.target(port(postgres));
    awaitReady(node);
    assertThat(publishUntilStored(node, "after").status()).isEqualTo(201);
    assertThat(publishUntilStored(node, "before").status()).isEqualTo(200);
    Answer list = node.call("GET", "/api/users/42/notifications", null);
    assertThat(list.body().path("notifications")).hasSize(2);
    assertThat(list.body().path("revision").asLong()).isEqualTo(2);
  }

  @Test
  void postgres_thatStandsStill_makes503sUntilItGoesOn() throws Exception {
    assertThat(node.publish("42", TITLE, "Idempotency-Key", "before").status()).isEqualTo(201);
    Signals.sendToTree("STOP", postgres.pid());
    try {
      assertThat(node.publish("42", TITLE, "Idempotency-Key", "during").status()).isEqualTo(503);
      assertAllUnavailable(node);
    } finally {
      Signals.sendToTree("CONT", postgres.pid());
    }

    awaitReady(node);
    assertThat(publishUntilStored(node, "after").status()).isEqualTo(201);
    assertThat(publishUntilStored(node, "during").status()).isIn(200, 201);
    assertThat(publishUntilStored(node, "before").status()).isEqualTo(200);
    assertThat(publishUntilStored(node, "during").status()).isEqualTo(200);
  }

  /** A connection that was used a moment ago is not checked before it is used again. */
  @Test
  void read_onAConnectionThatStandsStill_is503InTime() throws Exception {
    String one = node.publish("42", TITLE).header("Location");
    for (String path : List.of("/api/users/42/notifications", "/api/users/42/inbox", one)) {
      assertThat(node.call("GET", path, null).status()).isEqualTo(200);
      Signals.sendToTree("STOP", postgres.pid());
      try {
        assertUnavailable(node, "GET", path, null);
      } finally {
        Signals.sendToTree("CONT", postgres.pid());
      }
      awaitReady(node);
    }
  }
}
