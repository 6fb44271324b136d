package dev.ringside.client;

/** Cuts texts to what the server takes, where a failure would cost more than the rest of a text. */
final class Cut {

  private static final int MAX_TITLE = 256;
  private static final int MAX_TEXT = 4_096;

  private Cut() {}

  /** A title, or a step. */
  static String short256(String text) {
    return to(MAX_TITLE, text);
  }

  /** What a job ended with. */
  static String long4096(String text) {
    return to(MAX_TEXT, text);
  }

  private static String to(int max, String text) {
    if (text.length() <= max) {
      return text;
    }
    int end = max - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
