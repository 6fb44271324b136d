package dev.ringside.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of the API, with names that may hold anything. */
final class Paths {

  private Paths() {}

  /** A path below a user. */
  static String user(String user, String... segments) {
    return of("users", user) + of(segments);
  }

  /** A path of segments. */
  static String of(String... segments) {
    StringBuilder path = new StringBuilder();
    for (String each : segments) {
      path.append('/').append(encode(each));
    }
    return path.toString();
  }

  /** A text as one segment, or as a value of a query; dots alone would lead elsewhere. */
  static String encode(String text) {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    return text.equals(".") || text.equals("..") ? encoded.replace(".", "%2E") : encoded;
  }
}
