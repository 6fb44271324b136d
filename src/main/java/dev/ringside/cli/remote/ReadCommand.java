package dev.ringside.cli.remote;

import dev.ringside.client.InboxQuery;
import dev.ringside.client.Json;
import dev.ringside.client.Marked;
import dev.ringside.client.Ringside;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Marks as read. */
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Marks notifications as read: those of these ids, or all.",
    footer = {"", "  ringside read --user 42 --all"})
public final class ReadCommand implements Callable<Integer> {

  @Mixin private final Remote remote = new Remote();
  @Mixin private final Shown shown = new Shown();

  @Mixin private final Whom whom = new Whom();

  @Option(names = "--all", description = "All that there are now.")
  private boolean all;

  @Parameters(arity = "0..*", paramLabel = "NOTIFICATION", description = "Their ids.")
  private List<String> ids = List.of();

  @Override
  public Integer call() {
    if (all != ids.isEmpty()) {
      throw new CommandException(Exit.MISUSED, "name notifications by their ids, or say --all.");
    }
    String user = whom.id(remote);
    try (Ringside ringside = remote.open()) {
      Marked marked =
          all
              ? ringside.readThrough(
                  user, ringside.inbox(user, InboxQuery.newest().atMost(1)).position())
              : ringside.read(user, ids);
      shown.line(marked.unread() + " unread", Json.of(Map.of("unread", marked.unread())));
    }
    return Exit.DONE.status();
  }
}
