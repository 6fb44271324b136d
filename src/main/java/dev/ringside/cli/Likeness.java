package dev.ringside.cli;

import java.util.Collection;
import java.util.Comparator;

/** Which of some words somebody may have meant. */
final class Likeness {

  private Likeness() {}

  /** The one that begins as the word does, else the one that is fewest letters away from it. */
  static String nearest(String word, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.comparingInt(
                    (String each) -> !word.isEmpty() && each.startsWith(word) ? 0 : 1)
                .thenComparingInt(each -> distance(word, each)))
        .orElseThrow();
  }

  /** How many letters have to be put in, taken out or changed. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
