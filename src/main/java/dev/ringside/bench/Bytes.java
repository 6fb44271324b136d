package dev.ringside.bench;

import java.nio.charset.StandardCharsets;

/**
 * Finds things in the bytes of JSON without parsing it: the hot loop knows what it looks for, and
 * what it looks for was made by this tool or stands in the fixed head of a frame.
 */
final class Bytes {

  private Bytes() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether {@code what} stands at {@code from}. */
  static boolean startsWith(byte[] bytes, int from, int to, byte[] what) {
    if (to - from < what.length) {
      return false;
    }
    for (int i = 0; i < what.length; i++) {
      if (bytes[from + i] != what[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the first {@code what} ends, or -1. */
  static int after(byte[] bytes, int from, int to, byte[] what) {
    byte first = what[0];
    for (int i = from; i <= to - what.length; i++) {
      if (bytes[i] == first && startsWith(bytes, i, to, what)) {
        return i + what.length;
      }
    }
    return -1;
  }

  /** The whole number that starts at {@code from}, which digits end. */
  static long number(byte[] bytes, int from, int to) {
    long number = 0;
    for (int i = from; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      number = number * 10 + (bytes[i] - '0');
    }
    return number;
  }

  /** The text up to the next quote. */
  static String text(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != '"') {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /** A hash of the text up to the next quote: enough to tell one id from another. */
  static long hash(byte[] bytes, int from, int to) {
    long hash = 0xCBF29CE484222325L;
    for (int i = from; i < to && bytes[i] != '"'; i++) {
      hash = (hash ^ bytes[i]) * 0x100000001B3L;
    }
    return hash;
  }
}
