package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notice that is kept until its time.
 *
 * @param id that the notification will have, unless it replaces one of its key
 * @param deliverAt when; in the past where it was due at once and is delivered already
 */
public record Scheduled(String id, String user, @Nullable String key, Instant deliverAt) {

  static Scheduled of(Json.Fields json) {
    Instant later = json.time("deliverAt");
    return new Scheduled(
        needed("id", json.text("id")),
        needed("user", json.text("user")),
        json.text("key"),
        later == null ? needed("createdAt", json.time("createdAt")) : later);
  }
}
