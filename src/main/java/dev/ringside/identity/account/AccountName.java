package dev.ringside.identity.account;

import dev.ringside.wire.Text;
import java.text.Normalizer;
import java.util.Locale;

/**
 * What an account is called.
 *
 * @param text as its owner wrote it, in NFKC: 1 to 64 printable characters
 * @param key the same for names that differ in case alone, of which there is one account
 */
record AccountName(String text, String key) {

  static final int MAX = 64;

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
      return new AccountName(text, key(text));
    }
    Text.requireName("name", given, MAX);
    throw new IllegalStateException("a name this long was let in");
  }

  /** By way of the upper case, where letters meet that differ in the lower: ß and ss. */
  static String key(String text) {
    String folded = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }
}
