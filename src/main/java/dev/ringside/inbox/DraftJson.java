package dev.ringside.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A checked draft as text, for those that are kept until they are delivered. It is not what came:
 * that was checked against the time at which it came.
 */
public final class DraftJson {

  private static final Json.Reader<Kept> READER = Json.reader(Kept.class);

  private DraftJson() {}

  /** What is kept; times in milliseconds. */
  record Kept(
      Style style,
      @Nullable String title,
      @Nullable String content,
      @Nullable String link,
      @Nullable JsonNode data,
      @Nullable String category,
      @Nullable String key,
      @Nullable Integer progress,
      @Nullable Long expiresAtMillis,
      @Nullable Long ttlMillis,
      boolean quiet) {}

  /** Writes a draft. */
  public static String write(Draft draft) {
    Content content = draft.content();
    String data = content.data();
    Kept kept =
        new Kept(
            content.style(),
            content.title(),
            content.content(),
            content.link(),
            data == null ? null : Json.tree(data),
            content.category(),
            draft.key(),
            draft.progress(),
            draft.expiry() instanceof Expiry.At at ? (Long) at.time().toEpochMilli() : null,
            draft.expiry() instanceof Expiry.After after ? (Long) after.time().toMillis() : null,
            draft.quiet());
    return new String(Json.bytes(kept), StandardCharsets.UTF_8);
  }

  /** Reads what {@link #write} wrote. */
  public static Draft read(String text) {
    Kept kept = READER.read(text);
    JsonNode data = kept.data;
    return new Draft(
        new Content(
            kept.style,
            kept.title,
            kept.content,
            kept.link,
            data == null ? null : Json.text(data),
            kept.category),
        kept.key,
        kept.progress,
        expiry(kept),
        kept.quiet);
  }

  private static Expiry expiry(Kept kept) {
    if (kept.expiresAtMillis != null) {
      return new Expiry.At(Instant.ofEpochMilli(kept.expiresAtMillis));
    }
    return kept.ttlMillis == null
        ? new Expiry.Never()
        : new Expiry.After(Duration.ofMillis(kept.ttlMillis));
  }
}
