package dev.ringside.cli.remote;

import dev.ringside.client.Ringside;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says something in a room. */
@Command(
    name = "say",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Says something in a room: a notice of the application, or in a user's name.",
    footer = {"", "  ringside say lobby \"The server restarts at noon\""})
public final class SayCommand implements Callable<Integer> {

  @Mixin private final Remote remote = new Remote();
  @Mixin private final Shown shown = new Shown();

  @Option(names = "--user", paramLabel = "ID", description = "In whose name.")
  private @Nullable String user;

  @Parameters(index = "0", paramLabel = "ROOM", description = "The room's id.")
  private String room = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "WORDS", description = "What to say.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    String content = String.join(" ", words);
    try (Ringside ringside = remote.open()) {
      shown.message(
          user == null ? ringside.say(room, content) : ringside.sayAs(user, room, content));
    }
    return Exit.DONE.status();
  }
}
