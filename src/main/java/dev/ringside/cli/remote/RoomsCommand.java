package dev.ringside.cli.remote;

import dev.ringside.client.Ringside;
import dev.ringside.client.Room;
import dev.ringside.client.RoomMessage;
import dev.ringside.client.RoomPage;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists rooms, or what was said in one. */
@Command(
    name = "rooms",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists rooms, or the last messages of one.",
    footer = {"", "  ringside rooms --user 42", "  ringside rooms lobby"})
public final class RoomsCommand implements Callable<Integer> {

  @Mixin private final Remote remote = new Remote();
  @Mixin private final Shown shown = new Shown();

  @Option(names = "--user", paramLabel = "ID", description = "Only those of this user.")
  private @Nullable String user;

  @Option(
      names = "--limit",
      defaultValue = "50",
      paramLabel = "1-100",
      description = "How many at most (by default ${DEFAULT-VALUE}).")
  private int limit;

  @Parameters(arity = "0..1", paramLabel = "ROOM", description = "Whose messages to list.")
  private @Nullable String room;

  @Override
  public Integer call() {
    Shown.requireLimit(limit);
    try (Ringside ringside = remote.open()) {
      if (room != null) {
        ringside.messages(room, limit).forEach(this::show);
        return Exit.DONE.status();
      }
      RoomPage page =
          user == null ? ringside.rooms(null, limit) : ringside.roomsOf(user, null, limit);
      page.rooms().forEach(this::show);
    }
    return Exit.DONE.status();
  }

  private void show(Room each) {
    String words =
        "%-24s  %s, %d members, %d messages"
            .formatted(each.id(), each.name(), each.members(), each.messages());
    shown.line(Shown.printable(words), each.json());
  }

  private void show(RoomMessage each) {
    shown.message(each);
  }
}
