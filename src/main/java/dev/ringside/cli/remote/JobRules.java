package dev.ringside.cli.remote;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Ringside takes of a job. It is looked at before a command runs: what is refused in the end
 * cannot be told any more.
 */
final class JobRules {

  static final int MAX_USER = 128;
  static final int MAX_KEY = 128;
  static final int MAX_TITLE = 256;
  static final int MAX_LINK = 2_048;

  /** A path that starts with two slashes, or a slash and a backslash, names another host. */
  static final String LINK = "^([Hh][Tt][Tt][Pp][Ss]?://|/(?![/\\\\]))[^\\x00-\\x20\\x7f]*$";

  private static final Pattern LINK_FORM = Pattern.compile(LINK);

  private JobRules() {}

  static void user(String user) {
    length("the user's id", user, 1, MAX_USER);
    if (user.equals("me")) {
      throw refused("the user's id must not be \"me\"");
    }
    if (!user.codePoints().allMatch(JobRules::isPrintable)) {
      throw refused("the user's id must hold printable characters only");
    }
  }

  static void key(@Nullable String key) {
    if (key != null) {
      length("--key", key, 1, MAX_KEY);
    }
  }

  static void title(@Nullable String title) {
    if (title != null) {
      length("--title", title, 1, MAX_TITLE);
      if (title.isBlank()) {
        throw refused("--title must not be blank");
      }
    }
  }

  static void link(@Nullable String link) {
    if (link != null) {
      length("--link", link, 1, MAX_LINK);
      if (!LINK_FORM.matcher(link).matches()) {
        throw refused("--link must start with http://, https:// or a single /, without spaces");
      }
    }
  }

  private static void length(String what, String value, int least, int most) {
    int length = value.codePointCount(0, value.length());
    if (length < least || length > most) {
      throw refused(what + " must have " + least + " to " + most + " characters");
    }
  }

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

  private static CommandException refused(String why) {
    return new CommandException(Exit.MISUSED, why + ".");
  }
}
