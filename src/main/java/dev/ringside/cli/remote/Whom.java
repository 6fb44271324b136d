package dev.ringside.cli.remote;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The user that a command is about: an option, else the environment, else the file. */
final class Whom {

  @Option(
      names = "--user",
      paramLabel = "ID",
      description = "Who it is about; else RINGSIDE_USER, else user in the file.")
  private @Nullable String user;

  /** Their id; where nobody is named, a {@link CommandException} says how to. */
  String id(Remote remote) {
    String given = user == null ? remote.setting("RINGSIDE_USER", "user") : user;
    if (given == null) {
      throw new CommandException(
          Exit.MISUSED,
          "no user: name one by --user, RINGSIDE_USER, or user in " + remote.file() + ".");
    }
    return given;
  }
}
