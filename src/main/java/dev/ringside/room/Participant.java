package dev.ringside.room;

import dev.ringside.identity.Caller;

/**
 * Somebody in a room, as others see them.
 *
 * @param user the user's id
 * @param name what is shown
 * @param guest whether it is somebody without an account, for one visit
 */
public record Participant(String user, String name, boolean guest) {

  /** A person who has shown a credential. */
  public static Participant of(Caller.Person person) {
    return new Participant(
        person.id().value(), person.displayName(), person instanceof Caller.Guest);
  }
}
