package dev.ringside.wire;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A text as one segment of a path. */
public final class PathSegment {

  private PathSegment() {}

  /** The text, percent-encoded. */
  public static String of(String text) {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    // Dots are left as they are by the encoder, and a segment of dots alone is a step in the path.
    return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
  }
}
