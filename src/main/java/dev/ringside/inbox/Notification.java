package dev.ringside.inbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification as it stands at one revision of its inbox. Times are whole milliseconds.
 *
 * @param id a UUIDv7, for life
 * @param user whose inbox it is in
 * @param revision the revision of its last change
 * @param rang the revision at which it last asked for attention: the order of lists
 * @param content what it says
 * @param key the application's own name for it, unique among the user's living notifications
 * @param progress 0 to 100
 * @param createdAt when it was made
 * @param updatedAt when its content last changed; reading does not move it
 * @param readAt when it was read, or null while it is unread
 * @param expiresAt when it is to be deleted, or null for never
 * @param job JSON text of the job that it tells of, or null
 */
public record Notification(
    UUID id,
    String user,
    long revision,
    long rang,
    Content content,
    @Nullable String key,
    @Nullable Integer progress,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant readAt,
    @Nullable Instant expiresAt,
    @Nullable String job) {

  /** Whether it counts for the badge. */
  boolean isUnread() {
    return readAt == null;
  }

  Notification readAt(long revision, @Nullable Instant when) {
    return new Notification(
        id, user, revision, rang, content, key, progress, createdAt, updatedAt, when, expiresAt,
        job);
  }

  Notification replaced(
      long revision, long rang, Draft draft, Instant now, @Nullable Instant readAt) {
    return new Notification(
        id,
        user,
        revision,
        rang,
        draft.content(),
        key,
        draft.progress(),
        createdAt,
        now,
        readAt,
        draft.expiry().at(now),
        draft.job());
  }

  Notification scrubbed(long revision) {
    return new Notification(
        id,
        user,
        revision,
        rang,
        Content.SCRUBBED,
        null,
        null,
        createdAt,
        updatedAt,
        readAt,
        expiresAt,
        null);
  }
}
