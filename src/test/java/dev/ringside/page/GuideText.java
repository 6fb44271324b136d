package dev.ringside.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds in documents and in code what is held against each other. What finds nothing fails. */
final class GuideText {

  private GuideText() {}

  /** The first group of every match of each pattern. */
  static Set<String> found(String text, String... patterns) {
    Set<String> found = new TreeSet<>();
    for (String pattern : patterns) {
      Pattern.compile(pattern).matcher(text).results().forEach(match -> found.add(match.group(1)));
    }
    assertThat(found).as("what %s finds", (Object) patterns).isNotEmpty();
    return found;
  }

  /** What stands between the first of the one and the next of the other. */
  static String between(String text, String start, String end) {
    assertThat(text).contains(start);
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
