package dev.ringside.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Topics over HTTP, at a real node. */
class TopicTest {

  private static final String NEWS = "{\"title\":\"news\"}";

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static int subscribe(String topic, String user) {
    return node.call("PUT", "/api/topics/" + TestNode.encode(topic) + "/subscribers/" + user, null)
        .status();
  }

  private static int unsubscribe(String topic, String user) {
    return node.call("DELETE", "/api/topics/" + topic + "/subscribers/" + user, null).status();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static JsonNode publish(String topic) {
    TestNode.Answer answer = node.call("POST", "/api/topics/" + topic + "/notifications", NEWS);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
    String path = answer.header("Location");
    Eventually.holds(
        "end of the operation",
        () -> node.call("GET", path, null).body().path("state").asText().equals("done"));
    return node.call("GET", path, null).body();
  }

  @Test
  void subscribers_getWhatIsPublished() {
    try (Tab one = Tab.open(node, "pub-1");
        Tab other = Tab.open(node, "pub-3")) {
      assertThat(subscribe("pub", "pub-1")).isEqualTo(204);
      assertThat(subscribe("pub", "pub-2")).isEqualTo(204);

      JsonNode end = publish("pub");

      assertThat(end.path("done").asLong()).isEqualTo(2);
      assertThat(end.path("total").asLong()).isEqualTo(2);
      one.awaitRevision(1);
      one.awaitEqual(node, "pub-1");
      assertThat(other.model().position().revision()).isZero();
    }
  }

  @Test
  void subscription_endsAndIsDoneOnce() {
    subscribe("once", "a");
    assertThat(subscribe("once", "a")).isEqualTo(204);
    subscribe("once", "b");
    assertThat(unsubscribe("once", "b")).isEqualTo(204);
    assertThat(unsubscribe("once", "b")).isEqualTo(204);

    assertThat(publish("once").path("done").asLong()).isEqualTo(1);
  }

  @Test
  void lists_goPageByPage() {
    for (String user : List.of("p-1", "p-2", "p-3")) {
      subscribe("pages/of a", user);
    }
    subscribe("pages/of b", "p-1");
    String subscribers = "/api/topics/" + TestNode.encode("pages/of a") + "/subscribers";

    JsonNode first = node.call("GET", subscribers + "?limit=2", null).body();
    JsonNode second = node.call("GET", subscribers + "?limit=2&after=p-2", null).body();
    JsonNode own = node.callAs(node.token("p-1"), "GET", "/api/users/me/topics", null).body();
    JsonNode topics = node.call("GET", "/api/topics?after=pages&limit=1", null).body();

    assertThat(texts(first.path("subscribers"))).containsExactly("p-1", "p-2");
    assertThat(first.path("more").asBoolean()).isTrue();
    assertThat(texts(second.path("subscribers"))).containsExactly("p-3");
    assertThat(second.path("more").asBoolean()).isFalse();
    assertThat(texts(own.path("topics"))).containsExactly("pages/of a", "pages/of b");
    assertThat(topics.path("topics").get(0).path("topic").asText()).isEqualTo("pages/of a");
    assertThat(topics.path("topics").get(0).path("subscribers").asInt()).isEqualTo(3);
    assertThat(topics.path("more").asBoolean()).isTrue();
  }

  @Test
  void unknownTopic_isNotFound() {
    assertThat(node.call("POST", "/api/topics/none/notifications", NEWS).status()).isEqualTo(404);
    assertThat(node.call("GET", "/api/topics/none/subscribers", null).status()).isEqualTo(404);
    assertThat(node.call("DELETE", "/api/topics/none", null).status()).isEqualTo(404);
  }

  @Test
  void emptyTopic_isKnown() {
    subscribe("empty", "a");
    unsubscribe("empty", "a");

    JsonNode list = node.call("GET", "/api/topics/empty/subscribers", null).body();
    assertThat(list.path("subscribers")).isEmpty();
    assertThat(publish("empty").path("done").asLong()).isZero();
    assertThat(node.call("DELETE", "/api/topics/empty", null).status()).isEqualTo(204);
    assertThat(node.call("GET", "/api/topics/empty/subscribers", null).status()).isEqualTo(404);
  }

  @Test
  void erasedUser_hasNoSubscriptions() {
    subscribe("erased", "gone");

    node.call("DELETE", "/api/users/gone", null);

    JsonNode list = node.call("GET", "/api/topics/erased/subscribers", null).body();
    assertThat(list.path("subscribers")).isEmpty();
  }

  @Test
  void topics_areTheApplications() {
    String token = node.token("nosy");

    assertThat(node.callAs(token, "GET", "/api/topics", null).status()).isEqualTo(403);
    assertThat(node.callAs(token, "PUT", "/api/topics/t/subscribers/me", null).status())
        .isEqualTo(403);
    assertThat(node.callAs(token, "GET", "/api/users/other/topics", null).status()).isEqualTo(403);
  }

  @Test
  void badNames_areRefused() {
    assertThat(subscribe("x".repeat(129), "a")).isEqualTo(422);
    assertThat(subscribe("a\tb", "a")).isEqualTo(422);
    assertThat(subscribe("t", "me")).isEqualTo(422);
    assertThat(node.call("GET", "/api/topics?limit=0", null).status()).isEqualTo(422);
  }
}
