package dev.ringside.room;

import dev.ringside.wire.Problem;

/** What became of a {@link RoomOperation}. */
public sealed interface RoomOutcome {

  /**
   * A message stands in the room.
   *
   * @param id its id
   * @param json the message, as on the wire
   * @param repeated whether it stood there before
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared
  record Said(String id, byte[] json, boolean repeated) implements RoomOutcome {

    static Said of(Message message, boolean repeated) {
      return new Said(message.id(), MessageJson.bytes(message), repeated);
    }
  }

  /**
   * Somebody is in the room.
   *
   * @param epoch its history, as on the wire
   * @param revision where that stood then: an end of the membership that lies before is over
   */
  record Joined(String epoch, long revision) implements RoomOutcome {}

  /**
   * It is so now.
   *
   * @param changed whether it was not before
   * @param more whether a portion was done and some are left
   */
  record Done(boolean changed, boolean more) implements RoomOutcome {}

  /** The operation cannot be done, and did nothing. */
  record Rejected(Problem problem) implements RoomOutcome {}
}
