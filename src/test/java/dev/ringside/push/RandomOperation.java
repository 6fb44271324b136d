package dev.ringside.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.TestNode;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Something that an application or a user does to an inbox over HTTP, chosen at random. */
final class RandomOperation {

  private static final List<String> MARKS = List.of("read", "unread", "delete");
  private static final int ERASED_ONE_IN = 150;

  private final TestNode node;
  private final Random random;

  RandomOperation(TestNode node, Random random) {
    this.node = node;
    this.random = random;
  }

  void run(Followed user) {
    String base = "/api/users/" + TestNode.encode(user.name());
    if (random.nextInt(ERASED_ONE_IN) == 0) {
      answered(node.call("DELETE", base, null), 204, 503);
      return;
    }
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> publish(user, body(""));
      case 4, 5 -> publish(user, body(key()));
      case 6 -> publish(user, body(key() + ",\"quiet\":true"));
      case 7 -> publish(user, "{\"title\":\"job\"" + key() + ",\"progress\":" + number(101) + "}");
      case 8 -> repeat(user);
      case 9, 10 -> mark(user, base);
      default -> deleteOne(user, base);
    }
  }

  private String key() {
    return ",\"key\":\"k" + number(5) + "\"";
  }

  private int number(int bound) {
    return random.nextInt(bound);
  }

  private String body(String more) {
    String content = "x".repeat(number(3) == 0 ? number(8_000) : number(40));
    return "{\"title\":\"t%d\",\"content\":\"%s\",\"data\":{\"n\":%d.50}%s}"
        .formatted(number(3), content, number(3), more);
  }

  private void publish(Followed user, String body) {
    JsonNode made = answered(node.publish(user.name(), body), 200, 201).body();
    user.add(made.path("id").asText());
  }

  private void repeat(Followed user) {
    String key = "once " + number(20);
    JsonNode made =
        answered(node.publish(user.name(), body(""), "Idempotency-Key", key), 200, 201).body();
    user.add(made.path("id").asText());
  }

  private void mark(Followed user, String base) {
    String which =
        number(4) == 0
            ? "{\"through\":" + number(300) + "}"
            : "{\"ids\":" + texts(user.some(random, 6)) + "}";
    String path = base + "/notifications/" + MARKS.get(number(number(3) == 0 ? 3 : 2));
    answered(node.call("POST", path, which), 200);
  }

  static String texts(List<String> texts) {
    return texts.stream()
        .collect(Collectors.joining("\",\"", "[\"", "\"]"))
        .replace("[\"\"]", "[]");
  }

  private void deleteOne(Followed user, String base) {
    List<String> one = user.some(random, 1);
    if (!one.isEmpty()) {
      answered(node.call("DELETE", base + "/notifications/" + one.getFirst(), null), 200, 404);
    }
  }

  private static TestNode.Answer answered(TestNode.Answer answer, Integer... statuses) {
    if (!List.of(statuses).contains(answer.status())) {
      throw new AssertionError("answered by " + answer.status() + " " + answer.body());
    }
    return answer;
  }
}
