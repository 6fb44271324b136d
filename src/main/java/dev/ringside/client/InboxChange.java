package dev.ringside.client;

import java.time.Instant;
import java.util.List;

/** One change of an inbox that is followed. */
public sealed interface InboxChange {

  /** Up to here, this change included, all has been told: where a later process may go on. */
  Position position();

  /** How many are unread, as of this change or a little later. */
  long unread();

  /**
   * Forget what you had; this is what there is. It comes at the start where no position was given,
   * and when the position is of another history or too old.
   *
   * @param notifications what rang last first; not all of them, where there are {@code more}
   * @param more whether older ones were left out
   */
  record Reset(Position position, long unread, List<Notification> notifications, boolean more)
      implements InboxChange {

    /** Copies the list. */
    public Reset {
      notifications = List.copyOf(notifications);
    }
  }

  /**
   * A notification is new, replaced, or unread again.
   *
   * @param notification the whole of it
   */
  record Put(Position position, long unread, Notification notification) implements InboxChange {}

  /** Notifications were read. */
  record Read(Position position, long unread, List<String> ids, Instant readAt)
      implements InboxChange {

    /** Copies the list. */
    public Read {
      ids = List.copyOf(ids);
    }
  }

  /** Notifications are gone. */
  record Deleted(Position position, long unread, List<String> ids) implements InboxChange {

    /** Copies the list. */
    public Deleted {
      ids = List.copyOf(ids);
    }
  }
}
