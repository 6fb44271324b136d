package dev.ringside.inbox;

import org.jspecify.annotations.Nullable;

/**
 * What a notification says: the part whose replacement rings.
 *
 * @param style how it is meant
 * @param title at most 256 characters
 * @param content at most 8,000 characters
 * @param link {@code http:}, {@code https:} or a path, at most 2,048 characters
 * @param data JSON text, at most 16 KiB
 * @param category at most 64 characters
 */
public record Content(
    Style style,
    @Nullable String title,
    @Nullable String content,
    @Nullable String link,
    @Nullable String data,
    @Nullable String category) {

  /** What is left of a deleted notification. */
  static final Content SCRUBBED = new Content(Style.INFO, null, null, null, null, null);
}
