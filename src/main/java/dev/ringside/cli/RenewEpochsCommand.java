package dev.ringside.cli;

import picocli.CommandLine.Command;

/** For after a restore of the database: positions of before are good for nothing then. */
@Command(
    name = "renew-epochs",
    mixinStandardHelpOptions = true,
    description = "After a restore of the database: has every client take a fresh snapshot.")
final class RenewEpochsCommand implements Runnable {

  private final Program program;

  RenewEpochsCommand(Program program) {
    this.program = program;
  }

  @Override
  public void run() {
    program.renewEpochs();
    System.out.println("All epochs are renewed: every client will take a fresh snapshot.");
  }
}
