package dev.ringside.room;

import dev.ringside.wire.FieldErrors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be another about a room; what is left out stays.
 *
 * @param retentionSeconds how long a message is kept; 0 for ever
 */
public record RoomPatch(
    @Nullable String name,
    @Nullable Boolean open,
    @Nullable Boolean guests,
    @Nullable Long retentionSeconds) {

  /** Checks the values, as they will be with those of the room. */
  void check(Room room) {
    FieldErrors errors = new FieldErrors();
    errors.range("retentionSeconds", retentionSeconds, 0, RoomBody.MAX_RETENTION);
    errors.throwIfAny();
    if (name != null) {
      String _ = RoomBody.name(name);
    }
    RoomBody.requireOpenForGuests(
        open == null ? room.open() : open, guests == null ? room.guests() : guests);
  }
}
