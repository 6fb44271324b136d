package dev.ringside.room;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing to do in one room. */
public sealed interface RoomOperation {

  /** The room's id. */
  String room();

  /** Comes in, as a member where it was none. */
  record Join(String room, Participant who) implements RoomOperation {}

  /**
   * Is a member no more.
   *
   * @param forGood whether somebody who was asked in gives that up, too
   */
  record Leave(String room, String user, boolean forGood) implements RoomOperation {}

  /**
   * Says something.
   *
   * @param by who, or null for a notice of the application
   * @param trusted whether the application says it, for whom nobody need be a member
   * @param clientId the client's name for it, which makes a retry harmless; or null
   */
  record Say(
      String room,
      @Nullable Participant by,
      boolean trusted,
      String content,
      @Nullable String clientId)
      implements RoomOperation {}

  /**
   * Changes what was said.
   *
   * @param by who must have said it; null for the application, which may change anything
   */
  record Edit(String room, String id, @Nullable String by, String content)
      implements RoomOperation {}

  /**
   * Deletes a message.
   *
   * @param by who must have said it, or own the room; null for the application
   */
  record Erase(String room, String id, @Nullable String by) implements RoomOperation {}

  /** Makes somebody a member who stays one. */
  record Admit(String room, Participant who) implements RoomOperation {}

  /**
   * Ends a membership.
   *
   * @param ban whether the user may not come back
   */
  record Dismiss(String room, String user, boolean ban) implements RoomOperation {}

  /** Lets a user come back who was banned. */
  record Pardon(String room, String user) implements RoomOperation {}

  /** The user's last connection was lost. */
  record Away(String room, String user) implements RoomOperation {}

  /** The user was taken for away, and is there. */
  record Back(String room, String user) implements RoomOperation {}

  /** Ends the membership of a user who has been away for so long, still. */
  record Lapse(String room, String user, Duration grace) implements RoomOperation {}

  /** Deletes messages that are too old, a portion of them. */
  record Expire(String room) implements RoomOperation {}

  /** Deletes all messages up to a revision, a portion of them. */
  record Clear(String room, long through) implements RoomOperation {}
}
