package dev.ringside.inbox;

import dev.ringside.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a publish that is to be delivered later.
 *
 * @param id the notification will have it, unless it replaces one of the same key
 * @param user whom it goes to
 * @param key its key, if it has one
 * @param deliverAt when it is due
 */
public record ScheduledAnswer(UUID id, String user, @Nullable String key, Instant deliverAt) {

  static ScheduledAnswer of(Outcome.Scheduled scheduled) {
    return new ScheduledAnswer(
        scheduled.id(), scheduled.user(), scheduled.key(), scheduled.deliverAt());
  }

  /** As it is kept for a repetition of the call. */
  public static String text(Outcome.Scheduled scheduled) {
    return new String(Json.bytes(of(scheduled)), StandardCharsets.UTF_8);
  }
}
