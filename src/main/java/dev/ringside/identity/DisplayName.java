package dev.ringside.identity;

import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import org.jspecify.annotations.Nullable;

/** What others see of somebody: 1 to {@value #MAX} printable characters, no space around them. */
public final class DisplayName {

  /** Characters that one has at most. */
  public static final int MAX = 64;

  private DisplayName() {}

  /**
   * Checks a name that somebody chose.
   *
   * @return without the spaces around it
   * @throws ProblemException a 422 of the field {@code name}
   */
  public static String of(String chosen) {
    String name = chosen.strip();
    Text.requireName("name", name, MAX);
    return name;
  }

  /**
   * What a credential says, which is good whatever name is in it: one that is too long is cut off,
   * and one that cannot be shown is none.
   *
   * @param claim of any type
   */
  public static @Nullable String claimed(@Nullable Object claim) {
    if (!(claim instanceof String text)) {
      return null;
    }
    String name = text.strip();
    if (name.codePointCount(0, name.length()) > MAX) {
      name = name.substring(0, name.offsetByCodePoints(0, MAX)).strip();
    }
    return name.isEmpty() || !Text.isPrintable(name) ? null : name;
  }
}
