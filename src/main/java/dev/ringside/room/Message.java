package dev.ringside.room;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of a room.
 *
 * @param room the room's id
 * @param id unique within the room
 * @param revision the room's revision at its last change
 * @param said the revision at which it was said: the order of the history
 * @param user who said it, or null for the application
 * @param name what that user was called then
 * @param content what was said; null where nothing was
 * @param clientId the client's name for it, or null
 * @param editedAt when it was changed last, or null
 * @param deleted whether only its trace is left
 */
record Message(
    String room,
    String id,
    long revision,
    long said,
    MessageKind kind,
    @Nullable String user,
    @Nullable String name,
    @Nullable String content,
    @Nullable String clientId,
    Instant createdAt,
    @Nullable Instant editedAt,
    boolean deleted) {

  /** The same with other words. */
  Message edited(long newRevision, String newContent, Instant now) {
    return new Message(
        room, id, newRevision, said, kind, user, name, newContent, clientId, createdAt, now, false);
  }

  /** What is left of it once it is deleted. */
  Message scrubbed(long newRevision) {
    return new Message(
        room, id, newRevision, said, kind, user, null, null, clientId, createdAt, null, true);
  }
}
