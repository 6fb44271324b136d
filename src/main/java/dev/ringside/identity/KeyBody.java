package dev.ringside.identity;

import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new key is asked to be.
 *
 * @param name what people will call it
 * @param scopes what it may do
 * @param expiresAt when it ends, RFC 3339; for ever where neither this nor the next is given
 * @param ttlSeconds the same, counted from now
 */
public record KeyBody(
    @Nullable String name,
    @Nullable List<@Nullable Scope> scopes,
    @Nullable String expiresAt,
    @Nullable Long ttlSeconds) {

  static final int MAX_NAME = 64;
  static final long MAX_TTL_SECONDS = 10 * 365 * 86_400L;

  /**
   * Checks it.
   *
   * @throws ProblemException a 422 that names every fault
   */
  ApiKey.Draft check() {
    FieldErrors errors = new FieldErrors();
    String called = name == null ? "" : name;
    try {
      Text.requireName("name", called, MAX_NAME);
    } catch (ProblemException e) {
      e.problem().errors().forEach(each -> errors.add(each.field(), each.detail()));
    }
    List<Scope> granted = new ArrayList<>();
    for (Scope scope : scopes == null ? List.<@Nullable Scope>of() : scopes) {
      if (scope != null) {
        granted.add(scope);
      }
    }
    if (granted.isEmpty()) {
      errors.add("scopes", "must name one or more of read, publish, admin");
    }
    errors.range("ttlSeconds", ttlSeconds, 1, MAX_TTL_SECONDS);
    Instant end = end(errors);
    errors.throwIfAny();
    return new ApiKey.Draft(called, granted, end, ttlSeconds);
  }

  private @Nullable Instant end(FieldErrors errors) {
    if (expiresAt == null) {
      return null;
    }
    if (ttlSeconds != null) {
      errors.add("ttlSeconds", "must be left out where expiresAt is given");
    }
    try {
      Instant end = OffsetDateTime.parse(expiresAt).toInstant();
      Instant now = Instant.now();
      if (!end.isAfter(now) || end.isAfter(now.plusSeconds(MAX_TTL_SECONDS))) {
        errors.add("expiresAt", "must be in the future, and within ten years");
      }
      return end;
    } catch (DateTimeParseException e) {
      errors.add("expiresAt", "must be a time such as 2026-12-24T18:00:00Z");
      return null;
    }
  }
}
