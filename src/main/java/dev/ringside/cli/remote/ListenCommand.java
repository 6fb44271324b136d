package dev.ringside.cli.remote;

import dev.ringside.client.FollowState;
import dev.ringside.client.Following;
import dev.ringside.client.InboxChange;
import dev.ringside.client.InboxListener;
import dev.ringside.client.Notification;
import dev.ringside.client.Position;
import dev.ringside.client.Ringside;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what rings, as it rings. */
@Command(
    name = "listen",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Shows what rings a user, live, until it is interrupted. It comes back by itself.",
    footer = {
      "",
      "  ringside listen --user 42",
      "  ringside listen --user 42 --exec 'notify-send \"$RINGSIDE_TITLE\" \"$RINGSIDE_CONTENT\"'",
      "",
      "With --json each line has the position behind it; --since goes on from one."
    })
public final class ListenCommand implements Callable<Integer> {

  private static final int MOST = 100;

  @Mixin private final Remote remote = new Remote();
  @Mixin private final Shown shown = new Shown();

  @Mixin private final Whom whom = new Whom();

  @Option(
      names = "--since",
      paramLabel = "POSITION",
      description = "Begins with what came after it, such as k3f9ab12:17; by default now.")
  private @Nullable String since;

  @Option(
      names = "--last",
      defaultValue = "0",
      paramLabel = "0-100",
      description = "Begins with the newest of what is there.")
  private int last;

  @Option(
      names = "--exec",
      paramLabel = "COMMAND",
      description = {
        "Runs this in a shell for each, one after the other, instead of showing it: with the"
            + " notification as JSON on its input, and RINGSIDE_TITLE, _CONTENT, _STYLE, _LINK,"
            + " _KEY, _ID, _USER and _POSITION."
      })
  private @Nullable String exec;

  @Override
  public Integer call() throws InterruptedException {
    if (last < 0 || last > MOST) {
      throw new CommandException(Exit.MISUSED, "--last must be from 0 to 100.");
    }
    String user = whom.id(remote);
    try (Ringside ringside = remote.open();
        Following following = ringside.follow(user, from(), last, new Show())) {
      following.join();
    }
    return Exit.DONE.status();
  }

  private @Nullable Position from() {
    try {
      return since == null ? null : Position.of(since);
    } catch (IllegalArgumentException e) {
      throw new CommandException(Exit.MISUSED, "--since: " + e.getMessage());
    }
  }

  private final class Show implements InboxListener {

    private boolean told;

    @Override
    public void changed(InboxChange change) {
      switch (change) {
        case InboxChange.Reset reset -> {
          if (!told) {
            reset.notifications().reversed().forEach(each -> show(each, reset.position()));
          }
        }
        case InboxChange.Put put -> {
          if (put.notification().rings()) {
            show(put.notification(), put.position());
          }
        }
        case InboxChange.Read _, InboxChange.Deleted _ -> {}
      }
      told = true;
    }

    @Override
    public void became(FollowState state) {
      if (state instanceof FollowState.Away(var reason, var retry)) {
        System.err.println(
            "ringside: "
                + reason
                + "; it is tried again in "
                + Math.max(1, retry.toSeconds())
                + " s.");
      }
    }
  }

  private void show(Notification notification, Position position) {
    if (exec == null) {
      shown.notification(notification, position);
      return;
    }
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", exec)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> environment = shell.environment();
    environment.put("RINGSIDE_TITLE", text(notification.title()));
    environment.put("RINGSIDE_CONTENT", text(notification.content()));
    environment.put("RINGSIDE_STYLE", notification.style().wire());
    environment.put("RINGSIDE_LINK", text(notification.link()));
    environment.put("RINGSIDE_KEY", text(notification.key()));
    environment.put("RINGSIDE_ID", notification.id());
    environment.put("RINGSIDE_USER", notification.user());
    environment.put("RINGSIDE_POSITION", position.toString());
    Surroundings.restore(shell);
    // The command has no business with it.
    environment.remove("RINGSIDE_API_KEY");
    try {
      Process process = shell.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(notification.json().toString().getBytes(StandardCharsets.UTF_8));
      } catch (IOException unread) {
        // It need not read its input.
      }
      int status = process.waitFor();
      if (status != 0) {
        System.err.println("ringside: --exec ended with status " + status + ".");
      }
    } catch (IOException e) {
      throw new CommandException(Exit.NOT_EXECUTABLE, "--exec: there is no shell sh.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value.replace("\u0000", "");
  }
}
