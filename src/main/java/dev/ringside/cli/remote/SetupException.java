package dev.ringside.cli.remote;

/** It is not known where Ringside is or who calls, however the command itself was called. */
final class SetupException extends CommandException {

  SetupException(String message) {
    super(Exit.MISUSED, message);
  }
}
