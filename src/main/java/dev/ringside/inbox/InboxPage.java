package dev.ringside.inbox;

import dev.ringside.log.Position;
import java.util.List;

/**
 * A stretch of an inbox's list, of one snapshot.
 *
 * @param head where the inbox stood
 * @param unread its unread count then
 * @param notifications highest {@code rang} first
 * @param more whether the list goes on
 */
record InboxPage(Position head, long unread, List<Notification> notifications, boolean more) {

  InboxPage {
    notifications = List.copyOf(notifications);
  }
}
