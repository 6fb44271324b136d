package dev.ringside.room;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A room on the wire. */
public record RoomAnswer(
    String id,
    String name,
    boolean open,
    boolean ephemeral,
    boolean guests,
    boolean direct,
    @Nullable Long retentionSeconds,
    @Nullable String owner,
    Instant createdAt,
    String epoch,
    long revision,
    long members,
    long messages) {

  static RoomAnswer of(Room room) {
    return new RoomAnswer(
        room.id(),
        room.name(),
        room.open(),
        room.ephemeral(),
        room.guests(),
        room.direct(),
        room.retentionSeconds(),
        room.owner(),
        room.createdAt(),
        room.epoch(),
        room.revision(),
        room.members(),
        room.messages());
  }
}
