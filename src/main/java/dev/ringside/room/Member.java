package dev.ringside.room;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A member of a room.
 *
 * @param visiting whether the membership ends with the last connection
 * @param awaySince when that was lost, or null
 */
record Member(Participant who, boolean visiting, Instant joinedAt, @Nullable Instant awaySince) {

  Member named(String name) {
    return new Member(
        new Participant(who.user(), name, who.guest()), visiting, joinedAt, awaySince);
  }

  Member awaySince(@Nullable Instant time) {
    return new Member(who, visiting, joinedAt, time);
  }

  /** The same, to stay whatever becomes of the connections. */
  Member invited() {
    return new Member(who, false, joinedAt, null);
  }
}
