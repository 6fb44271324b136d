package dev.ringside.room;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A room, as it stood a moment ago.
 *
 * @param no names it in the tables
 * @param open whether whoever has the id may join
 * @param ephemeral whether it goes when its last member leaves
 * @param guests whether guests may join
 * @param direct whether it is made of those who meet there
 * @param retentionSeconds how long a message is kept, or null for ever
 * @param owner who made it, or null for the application
 * @param epoch its history, as on the wire
 * @param members how many there are
 * @param messages how many it keeps
 */
record Room(
    long no,
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

  /** Whether this user made it. */
  boolean isOwnedBy(String user) {
    return user.equals(owner);
  }
}
