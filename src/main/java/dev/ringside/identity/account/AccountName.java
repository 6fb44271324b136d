package dev.ringside.identity.account;

import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an account is called.
 *
 * @param text as its owner wrote it, in NFKC: 1 to 64 printable characters
 * @param key the same for names that differ in case alone, in what nobody sees, or in how many
 *     spaces stand side by side: of those there is one account
 */
record AccountName(String text, String key) {

  static final int MAX = 64;

  /**
   * What Unicode says to show as nothing, as far as it counts as printable: joiners, fillers of
   * Hangul, vowels of Khmer that are no longer used, variation selectors; and the empty pattern of
   * Braille.
   */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180D\\u180F\\u2800\\u3164\\uFE00-\\uFE0F\\uFFA0"
              + "\\x{E0100}-\\x{E01EF}]");

  private static final Pattern SPACES = Pattern.compile(" +");

  /**
   * Checks a name that came from outside.
   *
   * @throws dev.ringside.wire.ProblemException a 422 that says what is wrong with it
   */
  static AccountName of(String given) {
    // What is far too long is not worth the work.
    if (given.length() <= 4 * MAX) {
      String text = Normalizer.normalize(given, Normalizer.Form.NFKC).strip();
      Text.requireName("name", text, MAX);
      String key = key(text);
      if (key.isEmpty()) {
        throw ProblemException.ofField(
            Problem.Kind.INVALID, "name", "must hold a character that can be seen");
      }
      return new AccountName(text, key);
    }
    Text.requireName("name", given, MAX);
    throw new IllegalStateException("a name this long was let in");
  }

  /**
   * By way of the upper case, where letters meet that differ in the lower: ß and ss; and by way of
   * the lower before, as ẞ has no other.
   */
  static String key(String text) {
    String seen = SPACES.matcher(INVISIBLE.matcher(text).replaceAll("")).replaceAll(" ").strip();
    String lower = seen.toLowerCase(Locale.ROOT);
    String folded = lower.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }
}
