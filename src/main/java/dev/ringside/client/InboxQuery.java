package dev.ringside.client;

import org.jspecify.annotations.Nullable;

/**
 * Which notifications are asked for. Immutable: each method gives another query.
 *
 * @param unreadOnly only unread ones
 * @param category only those of one category; null for all
 * @param before only what rang before that; null for the newest
 * @param limit how many at most, 1 to 100
 */
public record InboxQuery(
    boolean unreadOnly, @Nullable String category, @Nullable Long before, int limit) {

  private static final int DEFAULT_LIMIT = 50;

  /** The newest 50. */
  public static InboxQuery newest() {
    return new InboxQuery(false, null, null, DEFAULT_LIMIT);
  }

  /** Only unread ones. */
  public InboxQuery unread() {
    return new InboxQuery(true, category, before, limit);
  }

  /** Only those of a category. */
  public InboxQuery in(String newCategory) {
    return new InboxQuery(unreadOnly, newCategory, before, limit);
  }

  /** Only what rang before that: the {@code rang} of the last one of a page. */
  public InboxQuery rangBefore(long rang) {
    return new InboxQuery(unreadOnly, category, rang, limit);
  }

  /** At most so many, 1 to 100. */
  public InboxQuery atMost(int newLimit) {
    return new InboxQuery(unreadOnly, category, before, newLimit);
  }

  String text() {
    return "?limit="
        + limit
        + (unreadOnly ? "&unread=true" : "")
        + (category == null ? "" : "&category=" + Paths.encode(category))
        + (before == null ? "" : "&before=" + before);
  }
}
