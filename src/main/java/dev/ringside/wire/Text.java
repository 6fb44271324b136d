package dev.ringside.wire;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a text must be to be stored and sent again as it came. */
public final class Text {

  private static final int UUID_LENGTH = 36;

  private Text() {}

  /** Whether the text is well-formed Unicode without NUL, which PostgreSQL cannot keep. */
  public static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** An id in its one form; empty for anything else. */
  public static Optional<UUID> uuid(@Nullable String text) {
    if (text == null || text.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Lets the application's name of something pass.
   *
   * @throws ProblemException a 422 of this field, unless it has 1 to {@code max} characters that
   *     can all be printed
   */
  public static void requireName(String field, String value, int max) {
    if (value.isEmpty() || value.codePointCount(0, value.length()) > max) {
      throw wrong(field, "must have 1 to " + max + " characters");
    }
    if (!isPrintable(value)) {
      throw wrong(field, "must hold printable characters only");
    }
  }

  /** Whether it holds nothing but what a person can see, and spaces. */
  public static boolean isPrintable(String text) {
    return text.codePoints().allMatch(Text::isPrintable);
  }

  private static ProblemException wrong(String field, String detail) {
    return ProblemException.ofField(Problem.Kind.INVALID, field, detail);
  }

  /** Whether a code point is something that a person can see, or a space. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
