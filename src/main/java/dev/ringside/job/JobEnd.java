package dev.ringside.job;

import dev.ringside.inbox.Style;
import org.jspecify.annotations.Nullable;

/**
 * How a job ends, checked; null is what stays as it was.
 *
 * @param result how it went
 * @param text what is said of it
 * @param run which run of this key has ended
 */
record JobEnd(
    Style result,
    @Nullable String text,
    @Nullable String title,
    @Nullable String link,
    @Nullable String data,
    @Nullable Long run) {

  /** About how many bytes it takes, for the cap on what waits for the writer. */
  long bytes() {
    return 512L + (text == null ? 0 : text.length()) + (data == null ? 0 : data.length());
  }
}
