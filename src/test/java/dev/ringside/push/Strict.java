package dev.ringside.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Followed;
import dev.ringside.support.RandomOperation;
import dev.ringside.support.TestNode;
import java.util.List;

/** Does what was chosen to one node, which has to answer as it should. */
record Strict(TestNode node) implements RandomOperation.Hand {

  @Override
  public void publish(Followed user, String body) {
    user.add(published(node.publish(user.name(), body)));
  }

  @Override
  public void repeat(Followed user, int name, String body) {
    user.add(published(node.publish(user.name(), body, "Idempotency-Key", "once " + name)));
  }

  private static String published(TestNode.Answer answer) {
    JsonNode made = answered(answer, 200, 201).body();
    return made.path("id").asText();
  }

  @Override
  public void mark(Followed user, String as, List<String> ids, String body) {
    answered(node.call("POST", base(user) + "/notifications/" + as, body), 200);
  }

  @Override
  public void delete(Followed user, String id) {
    answered(node.call("DELETE", base(user) + "/notifications/" + id, null), 200, 404);
  }

  @Override
  public void erase(Followed user) {
    answered(node.call("DELETE", base(user), null), 204, 503);
  }

  private static String base(Followed user) {
    return "/api/users/" + TestNode.encode(user.name());
  }

  private static TestNode.Answer answered(TestNode.Answer answer, Integer... statuses) {
    if (!List.of(statuses).contains(answer.status())) {
      throw new AssertionError("answered by " + answer.status() + " " + answer.body());
    }
    return answer;
  }
}
