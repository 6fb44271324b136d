package dev.ringside.support;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Something that an application or a user does to an inbox over HTTP, chosen at random. */
public final class RandomOperation {

  private static final List<String> MARKS = List.of("read", "unread", "delete");

  private final Hand hand;
  private final int erasedOneIn;
  private final Random random;

  /** How what was chosen is done. */
  public interface Hand {

    /** Publishes. */
    void publish(Followed user, String body);

    /** Publishes what may have been published already, under one of so many names. */
    void repeat(Followed user, int name, String body);

    /** Marks: {@code read}, {@code unread} or {@code delete}; the body says which. */
    void mark(Followed user, String as, List<String> ids, String body);

    /** Deletes one. */
    void delete(Followed user, String id);

    /** Erases the user. */
    void erase(Followed user);
  }

  /** Makes operations, done by a hand; one in so many erases the user. */
  public RandomOperation(Hand hand, int erasedOneIn, Random random) {
    this.hand = hand;
    this.erasedOneIn = erasedOneIn;
    this.random = random;
  }

  /** Does one. */
  public void run(Followed user) {
    if (random.nextInt(erasedOneIn) == 0) {
      hand.erase(user);
      return;
    }
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> hand.publish(user, body(""));
      case 4, 5 -> hand.publish(user, body(key()));
      case 6 -> hand.publish(user, body(key() + ",\"quiet\":true"));
      case 7 ->
          hand.publish(user, "{\"title\":\"job\"" + key() + ",\"progress\":" + number(101) + "}");
      case 8 -> hand.repeat(user, number(20), body(""));
      case 9, 10 -> mark(user);
      default -> user.some(random, 1).forEach(id -> hand.delete(user, id));
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

  private void mark(Followed user) {
    String as = MARKS.get(number(number(3) == 0 ? 3 : 2));
    if (number(4) == 0 && !as.equals("delete")) {
      hand.mark(user, as, List.of(), "{\"through\":" + number(300) + "}");
    } else {
      List<String> ids = user.some(random, 6);
      hand.mark(user, as, ids, "{\"ids\":" + texts(ids) + "}");
    }
  }

  static String texts(List<String> texts) {
    return texts.stream()
        .collect(Collectors.joining("\",\"", "[\"", "\"]"))
        .replace("[\"\"]", "[]");
  }
}
