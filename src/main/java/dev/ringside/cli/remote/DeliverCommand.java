package dev.ringside.cli.remote;

import dev.ringside.client.Ringside;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what a run could not tell. */
@Command(
    name = "deliver",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells the ends of jobs that could not be told when they came. Made for cron.",
      "Exit status 1 where Ringside has refused one, or a file holds none."
    })
public final class DeliverCommand implements Callable<Integer> {

  @Mixin private final Remote remote = new Remote();

  @Override
  public Integer call() throws IOException {
    Spool spool = remote.spool();
    if (spool.files().isEmpty()) {
      return Exit.DONE.status();
    }
    try (Ringside ringside = remote.open()) {
      Delivery.Result result = new Delivery(spool, ringside, remote.address()).run();
      show(result);
      if (result.away() != null) {
        throw result.away();
      }
      boolean whole = result.refused().isEmpty() && result.broken().isEmpty();
      return (whole ? Exit.DONE : Exit.FAILED).status();
    }
  }

  private static void show(Delivery.Result result) {
    result.refused().forEach(each -> System.err.println("ringside: " + each));
    result.broken().forEach(each -> System.err.println("ringside: " + each));
    if (result.told() > 0 || result.away() == null) {
      System.out.println(
          result.told() == 1 ? "One end was told." : result.told() + " ends were told.");
    }
    if (!result.elsewhere().isEmpty()) {
      System.out.println(
          result.elsewhere().entrySet().stream()
              .map(DeliverCommand::waiting)
              .collect(Collectors.joining(", ", "For others, by their --server: ", ".")));
    }
  }

  private static String waiting(Map.Entry<String, Integer> each) {
    int count = each.getValue();
    return (count == 1 ? "one end waits" : count + " ends wait") + " for " + each.getKey();
  }
}
