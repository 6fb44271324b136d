package dev.ringside.cli.remote;

/** Why a command cannot go on, in a line for who called it. */
public sealed class CommandException extends RuntimeException permits SetupException {

  private final Exit exit;

  CommandException(Exit exit, String message) {
    super(message);
    this.exit = exit;
  }

  /** What to leave behind. */
  public Exit exit() {
    return exit;
  }
}
