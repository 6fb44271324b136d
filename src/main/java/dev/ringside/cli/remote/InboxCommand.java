package dev.ringside.cli.remote;

import dev.ringside.client.InboxPage;
import dev.ringside.client.InboxQuery;
import dev.ringside.client.Ringside;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what a user was told. */
@Command(
    name = "inbox",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists a user's notifications, what rang last first; * is unread.",
    footer = {"", "  ringside inbox --user 42 --unread --limit 5"})
public final class InboxCommand implements Callable<Integer> {

  @Mixin private final Remote remote = new Remote();
  @Mixin private final Shown shown = new Shown();

  @Mixin private final Whom whom = new Whom();

  @Option(names = "--unread", description = "Only unread ones.")
  private boolean unread;

  @Option(names = "--category", description = "Only those of this category.")
  private @Nullable String category;

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "1-100",
      description = "How many at most (by default ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() {
    Shown.requireLimit(limit);
    String user = whom.id(remote);
    InboxQuery query = InboxQuery.newest().atMost(limit);
    query = unread ? query.unread() : query;
    query = category == null ? query : query.in(category);
    try (Ringside ringside = remote.open()) {
      InboxPage page = ringside.inbox(user, query);
      page.notifications().forEach(shown::notification);
    }
    return Exit.DONE.status();
  }
}
