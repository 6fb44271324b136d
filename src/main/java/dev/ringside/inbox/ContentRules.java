package dev.ringside.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the parts of a notification may be, whatever body they come in. */
public final class ContentRules {

  public static final int MAX_TITLE = 256;
  public static final int MAX_CONTENT = 8_000;
  public static final int MAX_LINK = 2_048;
  public static final int MAX_PROGRESS = 100;
  public static final int MAX_DATA_BYTES = 16 * 1024;
  public static final int MAX_CATEGORY = 64;
  public static final int MAX_KEY = 128;

  /** A path that starts with two slashes, or a slash and a backslash, names another host. */
  public static final String LINK = "^([Hh][Tt][Tt][Pp][Ss]?://|/(?![/\\\\]))[^\\x00-\\x20\\x7f]*$";

  private static final Pattern LINK_FORM = Pattern.compile(LINK);

  private ContentRules() {}

  /** Checks a line. */
  public static void title(String field, @Nullable String title, FieldErrors errors) {
    errors.text(field, title, MAX_TITLE);
  }

  /** Checks a text. */
  public static void content(String field, @Nullable String content, FieldErrors errors) {
    errors.text(field, content, MAX_CONTENT);
  }

  /** Checks a link: a path, or of http or https. */
  public static void link(@Nullable String link, FieldErrors errors) {
    if (link == null) {
      return;
    }
    errors.text("link", link, MAX_LINK);
    if (!LINK_FORM.matcher(link).matches()) {
      errors.add("link", "must start with http://, https:// or a single / and hold no spaces");
    }
  }

  /** Checks a category. */
  public static void category(@Nullable String category, FieldErrors errors) {
    errors.text("category", category, MAX_CATEGORY);
  }

  /** Checks a key, from a body or a path. */
  public static void key(@Nullable String key, FieldErrors errors) {
    errors.text("key", key, MAX_KEY);
    if (key != null && key.isEmpty()) {
      errors.add("key", "must not be empty");
    }
  }

  /** Checks how far something is. */
  public static void progress(@Nullable Integer progress, FieldErrors errors) {
    errors.range("progress", progress, 0, MAX_PROGRESS);
  }

  /** Checks data, and makes the text of them that is kept. */
  public static @Nullable String data(@Nullable JsonNode data, FieldErrors errors) {
    if (data == null || data.isNull()) {
      return null;
    }
    String text = Json.text(data);
    if (text.length() > MAX_DATA_BYTES
        || text.getBytes(StandardCharsets.UTF_8).length > MAX_DATA_BYTES) {
      errors.add("data", "is larger than " + MAX_DATA_BYTES + " bytes");
    } else {
      errors.text("data", text, Integer.MAX_VALUE);
    }
    return text;
  }
}
