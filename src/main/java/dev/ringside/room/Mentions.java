package dev.ringside.room;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds whom a message mentions: {@code @} and a user's id, at the start of a word. */
final class Mentions {

  /** Those beyond are not rung. */
  private static final int MAX = 20;

  private static final Pattern MENTION = Pattern.compile("(?<![^\\s(\\[{\"'])@(\\S{1,128})");

  /** What ends a sentence or a bracket, and is no part of the id before it. */
  private static final Pattern TRAIL = Pattern.compile("[.,;:!?)\\]}\"']+$");

  private Mentions() {}

  /**
   * What may be ids of users, in their order: as it stands there, and without what ends a sentence.
   */
  static Set<String> in(@Nullable String content) {
    Set<String> found = new LinkedHashSet<>();
    if (content == null || content.indexOf('@') < 0) {
      return found;
    }
    Matcher mention = MENTION.matcher(content);
    while (found.size() < 2 * MAX && mention.find()) {
      String word = mention.group(1);
      found.add(word);
      String bare = TRAIL.matcher(word).replaceFirst("");
      if (!bare.isEmpty()) {
        found.add(bare);
      }
    }
    return found;
  }
}
