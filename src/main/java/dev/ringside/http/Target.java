package dev.ringside.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request: its path and its query, as they were sent. A path is never normalised,
 * since a user's name in it may be {@code ..} or hold an encoded slash.
 */
final class Target {

  /** What browsers send as it is, and no URI may hold. */
  private static final String BAD = "\"<>\\^`{|}#[]";

  private Target() {}

  /** Why a target cannot be understood, or null if it can. */
  static @Nullable String whatIsWrongWith(String path, @Nullable String query) {
    if (!path.startsWith("/")) {
      return "The path must begin with a slash.";
    }
    String wrong = whatIsWrongWith(path);
    return wrong != null || query == null ? wrong : whatIsWrongWith(query);
  }

  private static @Nullable String whatIsWrongWith(String text) {
    boolean encoded = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return "The path and the query may only hold printable ASCII; percent-encode the rest.";
      }
      if (c == '%') {
        encoded = true;
        if (i + 2 >= text.length() || hex(text, i + 1) < 0 || hex(text, i + 2) < 0) {
          return "A percent sign must be followed by two hexadecimal digits; itself it is %25.";
        }
      }
    }
    return encoded && !isUtf8(text) ? "What is percent-encoded must be UTF-8." : null;
  }

  /**
   * The URI of a target that was found good, relative to this server. What is legal for browsers
   * but not for a URI ({@code |}, braces, ...) is percent-encoded on the way; and so is a semicolon
   * of the path, behind which Jersey would look for parameters that nobody sends.
   */
  static URI uri(String path, @Nullable String query) {
    // A path of two slashes at its start would be read as a host's name.
    String start = path.startsWith("//") ? "/." : "";
    return URI.create(
        start + safe(path, BAD + ";") + (query == null ? "" : "?" + safe(query, BAD)));
  }

  /** The text behind the percent signs of a path that was found good. */
  static String decode(String path) {
    return path.indexOf('%') < 0 ? path : new String(bytes(path), StandardCharsets.UTF_8);
  }

  private static String safe(String text, String unsafe) {
    StringBuilder safe = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean bad = unsafe.indexOf(c) >= 0;
      if (bad && safe == null) {
        safe = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (safe != null) {
        if (bad) {
          safe.append('%').append(Integer.toHexString(c));
        } else {
          safe.append(c);
        }
      }
    }
    return safe == null ? text : safe.toString();
  }

  private static boolean isUtf8(String text) {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(text)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static byte[] bytes(String text) {
    byte[] bytes = new byte[text.length()];
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes[size++] = (byte) (hex(text, i + 1) << 4 | hex(text, i + 2));
        i += 2;
      } else {
        bytes[size++] = (byte) c;
      }
    }
    return java.util.Arrays.copyOf(bytes, size);
  }

  private static int hex(String text, int index) {
    return Character.digit(text.charAt(index), 16);
  }
}
