package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as the server knows it.
 *
 * @param state {@code running}, {@code stalled} or {@code done}
 * @param result {@code success}, {@code warning} or {@code error}, once it is done
 * @param step what it does at the moment
 * @param text what it ended with
 * @param run which run of this key it is, where that was told
 * @param leaseUntil when it counts as stalled, unless it reports
 * @param notification the id of its notification
 * @param json all of it as it came
 */
public record JobStatus(
    String user,
    String key,
    String state,
    @Nullable String result,
    String title,
    @Nullable Integer progress,
    @Nullable String step,
    @Nullable String text,
    @Nullable Long run,
    @Nullable Instant leaseUntil,
    Instant startedAt,
    Instant reportedAt,
    @Nullable Instant endedAt,
    String notification,
    Json.Fields json) {

  static JobStatus of(Json.Fields json) {
    Long progress = json.number("progress");
    return new JobStatus(
        needed("user", json.text("user")),
        needed("key", json.text("key")),
        needed("state", json.text("state")),
        json.text("result"),
        needed("title", json.text("title")),
        progress == null ? null : progress.intValue(),
        json.text("step"),
        json.text("text"),
        json.number("run"),
        json.time("leaseUntil"),
        needed("startedAt", json.time("startedAt")),
        needed("reportedAt", json.time("reportedAt")),
        json.time("endedAt"),
        needed("notification", json.text("notification")),
        json);
  }
}
