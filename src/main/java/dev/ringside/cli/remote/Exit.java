package dev.ringside.cli.remote;

import dev.ringside.client.RingsideException;

/** What a command leaves behind: one table of exit statuses. */
public enum Exit {
  DONE(0, "it was done"),
  FAILED(1, "it could not be done; the line on standard error says why"),
  MISUSED(2, "it was called wrongly"),
  AWAY(3, "Ringside cannot be reached, or not now: the same again, later, may work"),
  REFUSED(4, "the API key is none, or may not do that"),
  NOT_EXECUTABLE(126, "`run`: the command is there and cannot be executed"),
  NOT_FOUND(127, "`run`: there is no such command");

  private final int status;
  private final String meaning;

  Exit(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  /** The number that a shell sees. */
  public int status() {
    return status;
  }

  /** What it says, for the documentation. */
  public String meaning() {
    return meaning;
  }

  /** The status of a call that failed. */
  public static Exit of(RingsideException failure) {
    return switch (failure.kind()) {
      case UNREACHABLE, UNAVAILABLE, TOO_MANY, UNTRUSTED, UNREADABLE -> AWAY;
      case UNAUTHENTICATED, FORBIDDEN -> REFUSED;
      case NOT_FOUND, CONFLICT, INVALID, INTERRUPTED -> FAILED;
    };
  }
}
