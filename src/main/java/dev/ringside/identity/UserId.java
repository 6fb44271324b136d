package dev.ringside.identity;

import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;

/**
 * A person of the application, named by the application's own id.
 *
 * @param value 1 to 128 printable characters, not {@code me}
 */
public record UserId(String value) {

  /** The word that stands for the caller's own id in a path. */
  public static final String ME = "me";

  /** The longest id, in characters. */
  public static final int MAX = 128;

  /**
   * Checks an id that came from outside.
   *
   * @throws ProblemException a 422 that says what is wrong with it
   */
  public static UserId of(String value) {
    Text.requireName("user", value, MAX);
    if (value.equals(ME)) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID,
          "user",
          "must not be \"me\", which stands for the owner of a user token");
    }
    return new UserId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
