package dev.ringside.wire;

import java.util.List;

/**
 * The beginning of a list.
 *
 * @param <T> what it is of
 * @param more whether the list goes on
 */
public record Page<T>(List<T> items, boolean more) {

  /**
   * The first of what was found.
   *
   * @param found one more than the page holds, where there are so many
   */
  public static <T> Page<T> of(List<T> found, int limit) {
    return new Page<>(found.subList(0, Math.min(limit, found.size())), found.size() > limit);
  }
}
