package dev.ringside.inbox;

import dev.ringside.wire.Problem;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of an {@link InboxOperation}. */
public sealed interface Outcome {

  /** A new notification stands in the inbox. */
  record Created(Notification notification) implements Outcome {}

  /** The notification with that key was replaced, or was the same already. */
  record Replaced(Notification notification) implements Outcome {}

  /**
   * It is kept until it is due.
   *
   * @param id the notification will have it, unless it replaces one
   * @param key its key, or null
   */
  record Scheduled(UUID id, String user, @Nullable String key, Instant deliverAt)
      implements Outcome {}

  /**
   * This call was made before.
   *
   * @param answer the JSON that was answered then
   */
  record Repeated(String answer) implements Outcome {}

  /**
   * What was to be marked is marked.
   *
   * @param revision the inbox's revision after it
   * @param unread the unread count after it
   * @param more whether a portion was done and some are left
   */
  record Marked(long revision, long unread, boolean more) implements Outcome {}

  /**
   * Those were marked of which a condition held still.
   *
   * @param rows how many were changed
   */
  record Swept(int rows) implements Outcome {}

  /** The operation cannot be done, and did nothing. */
  record Rejected(Problem problem) implements Outcome {}
}
