package dev.ringside.topic;

import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;

/**
 * The application's name of a topic, checked.
 *
 * @param value 1 to 128 printable characters
 */
record TopicName(String value) {

  static final int MAX = 128;

  /**
   * Checks a name that came from outside.
   *
   * @throws ProblemException a 422 that says what is wrong with it
   */
  static TopicName of(String value) {
    Text.requireName("topic", value, MAX);
    return new TopicName(value);
  }

  /** Why there is nothing to be told of it. */
  ProblemException unknown() {
    return ProblemException.of(
        Problem.Kind.NOT_FOUND,
        "There is no topic %s; its first subscriber makes it.",
        Json.printable(value));
  }
}
