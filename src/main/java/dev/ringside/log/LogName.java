package dev.ringside.log;

/**
 * Names one log.
 *
 * @param kind what it is the history of
 * @param id the user's or the room's id
 */
public record LogName(Kind kind, String id) {

  /** The kinds of log there are. */
  public enum Kind {
    INBOX,
    ROOM
  }

  /** The inbox of a user. */
  public static LogName inbox(String user) {
    return new LogName(Kind.INBOX, user);
  }

  /** The messages of a room. */
  public static LogName room(String id) {
    return new LogName(Kind.ROOM, id);
  }
}
