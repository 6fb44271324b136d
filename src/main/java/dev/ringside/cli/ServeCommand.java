package dev.ringside.cli;

import picocli.CommandLine.Command;

/** Serves, as no command at all does. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves until it is asked to stop.")
final class ServeCommand implements Runnable {

  private final Program program;

  ServeCommand(Program program) {
    this.program = program;
  }

  @Override
  public void run() {
    program.serve();
  }
}
