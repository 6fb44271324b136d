package dev.ringside.client;

/**
 * A place in the history of an inbox: all up to there has been told. Written as {@code
 * epoch:revision}.
 *
 * @param epoch the name of the history
 * @param revision the last change in it that was told
 */
public record Position(String epoch, long revision) {

  private static final String NO_HISTORY = "-";

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException where it is no position
   */
  public static Position of(String text) {
    int colon = text.lastIndexOf(':');
    try {
      long revision = Long.parseLong(text.substring(colon + 1));
      if (colon > 0 && revision >= 0) {
        return new Position(text.substring(0, colon), revision);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("'" + text + "' is no position such as 2jrwl4tish:17.");
  }

  /** Whether nothing ever was there, so that any history goes on from it. */
  boolean isNothing() {
    return revision == 0 && epoch.equals(NO_HISTORY);
  }

  @Override
  public String toString() {
    return epoch + ":" + revision;
  }
}
