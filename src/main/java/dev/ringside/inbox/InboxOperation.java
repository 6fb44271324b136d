package dev.ringside.inbox;

import dev.ringside.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One thing to do to one inbox. */
public sealed interface InboxOperation {

  /** Whose inbox. */
  String user();

  /**
   * Makes a notification, or replaces the one that has its key.
   *
   * @param id the id that a new one gets
   * @param idempotencyKey the name of this call, so that its repetition does nothing; or null
   */
  record Publish(String user, UUID id, Draft draft, @Nullable String idempotencyKey)
      implements InboxOperation {

    /** A publish whose notification, where it makes one, gets an id of its own. */
    public static Publish of(UserId user, Draft draft, @Nullable String idempotencyKey) {
      return new Publish(user.value(), FreshId.next(), draft, idempotencyKey);
    }
  }

  /** Replaces the one that has the draft's key; where none has it any more, nothing is done. */
  record Refresh(String user, Draft draft) implements InboxOperation {}

  /** Delivers what was kept under an id, if it is there still and due. */
  record Deliver(String user, UUID id) implements InboxOperation {}

  /** Marks notifications. Doing what is done already changes nothing. */
  record Mark(String user, As as, Which which) implements InboxOperation {}

  /** What a {@link Mark} makes of a notification. */
  enum As {
    READ,
    UNREAD,
    DELETED
  }

  /** Which notifications a {@link Mark} is about. */
  sealed interface Which {

    /** Those with these ids; unknown ones are passed over. */
    record Ids(List<UUID> ids) implements Which {
      public Ids {
        ids = List.copyOf(ids);
      }
    }

    /** The one with this id, which must be known. */
    record One(UUID id) implements Which {}

    /** The one that has this key now, if any. */
    record Keyed(String key) implements Which {}

    /**
     * All that stand at or below a revision, in portions: the outcome says whether some are left.
     *
     * @param epoch the history that the revision is of, or null for whatever it is now
     */
    record Through(long revision, @Nullable String epoch) implements Which {}

    /**
     * Those of these ids that a condition holds of still: they were found by a look at the table
     * that locked nothing.
     */
    sealed interface Still extends Which {

      /** What the look has found. */
      List<UUID> ids();

      /**
       * Whether it holds.
       *
       * @param now the time by the database's clock
       */
      boolean holds(Notification notification, Instant now);
    }

    /** Those whose time is up. */
    record Expired(List<UUID> ids) implements Still {
      public Expired {
        ids = List.copyOf(ids);
      }

      @Override
      public boolean holds(Notification notification, Instant now) {
        return notification.expiresAt() != null && !notification.expiresAt().isAfter(now);
      }
    }

    /** Those that nothing has replaced for so long. */
    record Aged(List<UUID> ids, Duration age) implements Still {
      public Aged {
        ids = List.copyOf(ids);
      }

      @Override
      public boolean holds(Notification notification, Instant now) {
        return !notification.updatedAt().isAfter(now.minus(age));
      }
    }

    /** Those that have not rung since a revision. */
    record Unrung(List<UUID> ids, long revision) implements Still {
      public Unrung {
        ids = List.copyOf(ids);
      }

      @Override
      public boolean holds(Notification notification, Instant now) {
        return notification.rang() <= revision;
      }
    }
  }
}
