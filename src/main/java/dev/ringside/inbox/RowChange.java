package dev.ringside.inbox;

import java.time.Instant;
import java.util.UUID;

/** What one revision of an inbox did to one notification. */
sealed interface RowChange {

  /** The notification that changed. */
  UUID id();

  /** It is new, replaced, or unread again. */
  record Put(Notification notification) implements RowChange {
    @Override
    public UUID id() {
      return notification.id();
    }
  }

  /** It was read. */
  record Read(UUID id, Instant readAt) implements RowChange {}

  /** It was deleted. */
  record Delete(UUID id) implements RowChange {}
}
