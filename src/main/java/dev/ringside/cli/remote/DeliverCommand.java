package dev.ringside.cli.remote;

import dev.ringside.client.Ringside;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what a run could not tell. */
@Command(
    name = "deliver",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Tells the ends of jobs that could not be told when they came. Made for cron.")
public final class DeliverCommand implements Callable<Integer> {

  @Mixin private final Remote remote = new Remote();

  @Override
  public Integer call() throws IOException {
    Spool spool = remote.spool();
    if (spool.files().isEmpty()) {
      return Exit.DONE.status();
    }
    try (Ringside ringside = remote.open()) {
      int told = spool.deliver(ringside, remote.address());
      System.out.println(told == 1 ? "One end was told." : told + " ends were told.");
    }
    return Exit.DONE.status();
  }
}
