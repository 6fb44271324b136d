package dev.ringside.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which Ringside this is. */
public final class Version {

  /** The lines of the file that the build fills in: version, commit and date. */
  private static final List<String> BUILT = read();

  private Version() {}

  private static List<String> read() {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      if (in == null) {
        throw new IllegalStateException("version.txt is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version that the build has given it, such as {@code 0.1.0}. */
  public static String text() {
    return BUILT.get(0);
  }

  /** The commit that it was built from, shortened; {@code unknown} where git could not tell. */
  public static String build() {
    return BUILT.get(1);
  }

  /** The day of that commit, such as {@code 2026-11-20}. */
  public static String date() {
    return BUILT.get(2);
  }

  /** All of it in a line, as people are shown it. */
  public static String line() {
    return "ringside %s (build %s, %s)".formatted(text(), build(), date());
  }
}
