package dev.ringside.log;

/** What nodes tell each other beside changes. */
public sealed interface Signal {

  /** The log that it is about. */
  LogName log();

  /**
   * The log was erased: those who follow it are told to go.
   *
   * @param epoch the history that is over, as on the wire; whoever follows a later one stays
   */
  record Erased(LogName log, String epoch) implements Signal {}

  /** The log may have moved on unheard: those who follow it compare it with what they have. */
  record Suspect(LogName log) implements Signal {}

  /**
   * The log moved on by changes that are not told themselves: those who follow it read them.
   *
   * @param to where it stands now, or stood a moment ago
   */
  record Moved(LogName log, Position to) implements Signal {}

  /**
   * Sessions that follow the log are ended: their user, or the application, has signed them out.
   *
   * @param session the one that is meant; {@link #ALL} for every one
   */
  record SignedOut(LogName log, String session) implements Signal {

    /** Stands for all sessions of the log. */
    public static final String ALL = "";
  }

  /**
   * The roll is called: every node writes down which sessions of the log it has.
   *
   * @param call under which name
   */
  record Called(LogName log, String call) implements Signal {}

  /**
   * A sign-in has ended, and all sessions with it that were opened by what it gave.
   *
   * @param signIn its name
   */
  record SignInEnded(LogName log, String signIn) implements Signal {}

  /** Who is in the room, or who of them is there, has changed. */
  record Present(LogName log) implements Signal {}

  /**
   * Somebody is typing in the room.
   *
   * @param user who
   * @param over whether that has ended
   */
  record Typing(LogName log, String user, boolean over) implements Signal {}

  /**
   * A user is no member of the room any more, and sees nothing of it from now on.
   *
   * @param user who
   * @param reason in a word, for that user: {@code left}, {@code removed} or {@code banned}
   * @param at where the room stood by then: who has come in later stays, since the word may come
   *     late; {@link Position#NONE} where that is not to be asked
   */
  record Removed(LogName log, String user, String reason, Position at) implements Signal {}
}
