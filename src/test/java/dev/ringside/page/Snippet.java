package dev.ringside.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of a document that is run by a test: a comment before it, {@code run: name}, says so. */
record Snippet(String name, String text) {

  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^<!-- run: ([a-z-]+) -->\\n```[a-z]*\\n(.*?)^```$");

  static List<Snippet> all(Path document) {
    try {
      return BLOCK
          .matcher(Files.readString(document))
          .results()
          .map(found -> new Snippet(found.group(1), found.group(2)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of one. */
  static String of(Path document, String name) {
    return all(document).stream()
        .filter(snippet -> snippet.name().equals(name))
        .map(Snippet::text)
        .findFirst()
        .orElseThrow(() -> new AssertionError(document + " has no block `run: " + name + "`"));
  }

  /** How many marks there are, also of blocks that were not understood. */
  static long marks(Path document) throws IOException {
    Matcher marks = Pattern.compile("<!-- run:").matcher(Files.readString(document));
    return marks.results().count();
  }
}
