package dev.ringside.cli.remote;

import dev.ringside.identity.UserId;
import dev.ringside.inbox.ContentRules;
import dev.ringside.wire.Text;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Ringside takes of a job. It is looked at before a command runs: what is refused in the end
 * cannot be told any more.
 */
final class JobRules {

  // Constants, which the compiler copies: no class of the server is loaded for them.
  static final int MAX_USER = UserId.MAX;
  static final int MAX_KEY = ContentRules.MAX_KEY;
  static final int MAX_TITLE = ContentRules.MAX_TITLE;
  static final int MAX_LINK = ContentRules.MAX_LINK;
  static final String LINK = ContentRules.LINK;

  private static final Pattern LINK_FORM = Pattern.compile(LINK);

  private JobRules() {}

  static void user(String user) {
    length("the user's id", user, 1, MAX_USER);
    if (user.equals(UserId.ME)) {
      throw refused("the user's id must not be \"me\"");
    }
    if (!Text.isPrintable(user)) {
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

  private static CommandException refused(String why) {
    return new CommandException(Exit.MISUSED, why + ".");
  }
}
