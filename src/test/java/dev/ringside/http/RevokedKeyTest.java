package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a key has opened ends with it, also on a node that has not revoked it itself. */
@Timeout(60)
class RevokedKeyTest {

  private static JsonNode reader(TestNode node) {
    return node.call("POST", "/api/keys", "{\"name\":\"reader\",\"scopes\":[\"read\"]}").body();
  }

  private static void revoke(TestNode node, JsonNode key) {
    assertThat(node.call("DELETE", "/api/keys/" + key.path("id").asText(), null).status())
        .isEqualTo(204);
  }

  @Test
  void stream_getsNoFurtherFrame_andEnds() throws Exception {
    try (TestNode node = TestNode.start("ringside.events.comment.seconds", "3600")) {
      JsonNode key = reader(node);
      try (RawEventStream stream = new RawEventStream(node, "42", key.path("key").asText(), null)) {
        assertThat(stream.nextEvent().name()).isEqualTo("inbox");

        revoke(node, key);
        assertThat(node.publish("42", "{\"title\":\"secret\"}").status()).isEqualTo(201);

        assertThat(stream.rest()).doesNotContain("secret");
      }
    }
  }

  @Test
  void stream_onAnotherNode_endsWithoutAnyChangeOfItsInbox() throws Exception {
    try (TestNode a = TestNode.start();
        TestNode b = TestNode.startIn(a.schema(), "ringside.events.comment.seconds", "3600")) {
      JsonNode key = reader(b);
      try (RawEventStream stream = new RawEventStream(b, "42", key.path("key").asText(), null)) {
        stream.nextEvent();

        revoke(a, key);

        assertThat(stream.ends()).isTrue();
      }
    }
  }

  @Test
  void longPoll_isRefused_onceItsKeyIsGone() throws Exception {
    try (TestNode node = TestNode.start()) {
      JsonNode key = reader(node);
      assertThat(node.publish("42", "{\"title\":\"a\"}").status()).isEqualTo(201);
      JsonNode head = node.call("GET", "/api/users/42/changes", null).body();
      String poll =
          "/api/users/42/changes?wait=60&epoch=%s&since=%s"
              .formatted(head.path("epoch").asText(), head.path("revision").asLong());
      CompletableFuture<TestNode.Answer> answer =
          CompletableFuture.supplyAsync(
              () -> node.callAs(key.path("key").asText(), "GET", poll, null),
              Thread::startVirtualThread);
      Eventually.holds(
          "poll",
          () ->
              node.callAs(null, "GET", "/metrics", null).raw().body().contains("kind=\"poll\"} 1"));

      revoke(node, key);

      assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(401);
    }
  }
}
