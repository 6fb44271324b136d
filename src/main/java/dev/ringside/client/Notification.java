package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notification as it stands at one revision of its inbox.
 *
 * @param id for life
 * @param user whose inbox it is in
 * @param revision the inbox's revision at its last change
 * @param rang the revision at which it last asked for attention: the order of lists
 * @param data what the application gave beside
 * @param key the application's own name for it
 * @param progress 0 to 100
 * @param updatedAt when what it says last changed; reading does not move it
 * @param readAt when it was read, or null while it is unread
 * @param expiresAt when it is to be deleted, or null for never
 * @param json all of it as it came, with what this version of the client has no name for
 */
public record Notification(
    String id,
    String user,
    long revision,
    long rang,
    Style style,
    @Nullable String title,
    @Nullable String content,
    @Nullable String link,
    @Nullable Json data,
    @Nullable String category,
    @Nullable String key,
    @Nullable Integer progress,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant readAt,
    @Nullable Instant expiresAt,
    Json.Fields json) {

  static Notification of(Json.Fields json) {
    Long progress = json.number("progress");
    return new Notification(
        needed("id", json.text("id")),
        needed("user", json.text("user")),
        needed("revision", json.number("revision")),
        needed("rang", json.number("rang")),
        Style.of(json.text("style")),
        json.text("title"),
        json.text("content"),
        json.text("link"),
        json.get("data"),
        json.text("category"),
        json.text("key"),
        progress == null ? null : progress.intValue(),
        needed("createdAt", json.time("createdAt")),
        needed("updatedAt", json.time("updatedAt")),
        json.time("readAt"),
        json.time("expiresAt"),
        json);
  }

  /** Whether it counts for the badge. */
  public boolean unread() {
    return readAt == null;
  }

  /** Whether its last change asked for attention, so that it should ring. */
  public boolean rings() {
    return rang == revision && unread();
  }
}
