package dev.ringside.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.wire.FieldErrors;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The body of a publish, as it came. {@link #check} makes a {@link Draft} of it or tells all that
 * is wrong.
 */
public record DraftBody(
    @Nullable Style style,
    @Nullable String title,
    @Nullable String content,
    @Nullable String link,
    @Nullable JsonNode data,
    @Nullable String category,
    @Nullable String key,
    @Nullable Integer progress,
    @Nullable String expiresAt,
    @Nullable Long ttlSeconds,
    @Nullable Boolean quiet,
    @Nullable String deliverAt,
    @Nullable Long deliverAfterSeconds) {

  static final long MAX_TTL_SECONDS = Duration.ofDays(3650).toSeconds();

  /**
   * Checks every field.
   *
   * @param errors where what is wrong is noted
   * @return the draft, of use only where nothing was noted
   */
  public Draft check(FieldErrors errors) {
    if (isBlank(title) && isBlank(content)) {
      errors.add("title", "is needed, or else content");
    }
    ContentRules.title("title", title, errors);
    ContentRules.content("content", content, errors);
    ContentRules.link(link, errors);
    ContentRules.category(category, errors);
    ContentRules.key(key, errors);
    ContentRules.progress(progress, errors);
    return new Draft(
        new Content(
            style == null ? Style.INFO : style,
            title,
            content,
            link,
            ContentRules.data(data, errors),
            category),
        key,
        progress,
        expiry(errors),
        Boolean.TRUE.equals(quiet),
        delivery(errors),
        null);
  }

  /** The same with the key that stands in the path; another one in the body is wrong. */
  DraftBody withKey(String keyOfPath, FieldErrors errors) {
    if (key != null && !key.equals(keyOfPath)) {
      errors.add("key", "must be the same as in the path, or left out");
    }
    return new DraftBody(
        style,
        title,
        content,
        link,
        data,
        category,
        keyOfPath,
        progress,
        expiresAt,
        ttlSeconds,
        quiet,
        deliverAt,
        deliverAfterSeconds);
  }

  private Expiry expiry(FieldErrors errors) {
    errors.range("ttlSeconds", ttlSeconds, 1, MAX_TTL_SECONDS);
    if (expiresAt == null) {
      return ttlSeconds == null
          ? new Expiry.Never()
          : new Expiry.After(Duration.ofSeconds(Math.clamp(ttlSeconds, 1, MAX_TTL_SECONDS)));
    }
    if (ttlSeconds != null) {
      errors.add("ttlSeconds", "must be left out where expiresAt is given");
    }
    Instant time = time("expiresAt", expiresAt, errors);
    if (time == null) {
      return new Expiry.Never();
    }
    Instant now = Instant.now();
    if (!time.isAfter(now) || time.isAfter(now.plusSeconds(MAX_TTL_SECONDS))) {
      errors.add("expiresAt", "must be in the future, and within ten years");
    }
    return new Expiry.At(time);
  }

  /** Whether it is due already, the database's clock says, as of everything that is kept. */
  private Delivery delivery(FieldErrors errors) {
    errors.range("deliverAfterSeconds", deliverAfterSeconds, 0, Delivery.MAX.toSeconds());
    if (deliverAt == null) {
      return deliverAfterSeconds == null || deliverAfterSeconds <= 0
          ? new Delivery.Now()
          : new Delivery.After(
              Duration.ofSeconds(Math.min(deliverAfterSeconds, Delivery.MAX.toSeconds())));
    }
    if (deliverAfterSeconds != null) {
      errors.add("deliverAfterSeconds", "must be left out where deliverAt is given");
    }
    Instant time = time("deliverAt", deliverAt, errors);
    if (time == null) {
      return new Delivery.Now();
    }
    if (time.isAfter(Instant.now().plus(Delivery.MAX))) {
      errors.add("deliverAt", "must be within a year");
    }
    Instant expiry = expiresAt == null ? null : time("expiresAt", expiresAt, new FieldErrors());
    if (expiry != null && !expiry.isAfter(time)) {
      errors.add("expiresAt", "must be after deliverAt");
    }
    return new Delivery.At(time);
  }

  private static @Nullable Instant time(String field, String text, FieldErrors errors) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      errors.add(field, "must be a time such as 2026-12-20T10:00:00Z");
      return null;
    }
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }
}
