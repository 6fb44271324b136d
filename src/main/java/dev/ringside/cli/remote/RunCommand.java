package dev.ringside.cli.remote;

import dev.ringside.client.Job;
import dev.ringside.client.JobEnd;
import dev.ringside.client.JobListener;
import dev.ringside.client.JobResult;
import dev.ringside.client.JobStart;
import dev.ringside.client.Ringside;
import dev.ringside.client.RingsideException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs a command as a job. Whatever becomes of Ringside, the command runs, and its status is ours.
 */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs a command as a job: a user sees that it runs, how far it is, and how it ended.",
    footer = {
      "",
      "  ringside run --user 42 -- make all",
      "  ringside run --user 42 --title \"Nightly backup\" --key backup -- ./backup.sh",
      "",
      "Output, input, signals and the exit status are the command's. A line of its output",
      "that says ::progress 40:: or ::progress 40 linking:: moves the job. Where Ringside is",
      "away the command runs all the same, and its end is told later: by any next run, or",
      "by ringside deliver; a signal after the command's end has it kept at once."
    })
public final class RunCommand implements Callable<Integer> {

  private static final int MAX_TITLE = 200;

  @Mixin private final Remote remote = new Remote();

  @Mixin private final Whom whom = new Whom();

  @Option(names = "--title", description = "What it is; by default the command itself.")
  private @Nullable String title;

  @Option(
      names = "--key",
      description =
          "Whose notification it moves; by default one of its own. Use one for what runs again and"
              + " again.")
  private @Nullable String key;

  @Option(names = "--link", paramLabel = "URL", description = "Where a click leads.")
  private @Nullable String link;

  @Option(
      names = "--lease-seconds",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = {
        "After how long without a sign of life of this program, as after kill -9, the job counts"
            + " as stalled (by default ${DEFAULT-VALUE})."
      })
  private long leaseSeconds;

  @Option(
      names = "--patience-seconds",
      defaultValue = "5",
      paramLabel = "SECONDS",
      description =
          "How long to try to tell the end before it is kept for later (by default"
              + " ${DEFAULT-VALUE}).")
  private long patienceSeconds;

  @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "What to run, after --.")
  private List<String> command = List.of();

  @Override
  public Integer call() throws InterruptedException {
    if (patienceSeconds < 0) {
      throw new CommandException(Exit.MISUSED, "--patience-seconds must not be below 0.");
    }
    String user = whom.id(remote);
    Lost lost = new Lost();
    Ringside ringside =
        remote
            .builder()
            .giveUpAfter(Duration.ofSeconds(patienceSeconds))
            .callTimeout(Duration.ofSeconds(Math.max(1, patienceSeconds)))
            .jobListener(lost)
            .build();
    boolean hurried = false;
    try {
      deliverBefore(ringside);
      Job job = ringside.job(user, key == null ? "run-" + UUID.randomUUID() : key, start());
      RunningCommand running = new RunningCommand(command, job);
      RunningCommand.Ended ended = running.run();
      running.afterwards(Thread.currentThread()::interrupt);
      job.end(ended.status() == 0 ? JobResult.SUCCESS : JobResult.ERROR, ended.words());
      hurried = Thread.interrupted();
      // A third signal must not break off what the second one has asked for.
      running.afterwards(() -> {});
      if (hurried) {
        boolean _ = Thread.interrupted();
        keep(Objects.requireNonNull(job.end()));
      }
      if (ended.problem() != null) {
        System.err.println("ringside: " + ended.problem());
      }
      return ended.status();
    } finally {
      // Whoever is in a hurry does not wait for it either; what it has goes with the process.
      if (!hurried) {
        ringside.close();
      }
    }
  }

  private JobStart start() {
    String words = title == null ? String.join(" ", command) : title;
    String cut = words.length() > MAX_TITLE ? words.substring(0, MAX_TITLE) + "…" : words;
    try {
      JobStart start = JobStart.titled(cut).lease(Duration.ofSeconds(leaseSeconds));
      return link == null ? start : start.link(link);
    } catch (IllegalArgumentException e) {
      throw new CommandException(Exit.MISUSED, String.valueOf(e.getMessage()));
    }
  }

  /** Beside the command, which waits for nobody. */
  private void deliverBefore(Ringside ringside) {
    Thread.ofVirtual()
        .name("deliver")
        .start(
            () -> {
              try {
                int _ = remote.spool().deliver(ringside, remote.address());
              } catch (RingsideException | IllegalStateException | IOException away) {
                // They stay where they are, for the next time.
              }
            });
  }

  /** Keeps the end that could not be told. */
  private final class Lost implements JobListener {

    @Override
    public void reportFailed(String user, String key, RingsideException reason) {
      // The command is in the foreground; what matters of it is said at its end.
    }

    @Override
    public void endLost(JobEnd end, RingsideException reason) {
      System.err.println("ringside: the end was not told: " + reason.getMessage());
      keep(end);
    }
  }

  private void keep(JobEnd end) {
    try {
      remote.spool().keep(remote.address(), end);
      System.err.println("ringside: it is kept, and told by the next run or ringside deliver.");
    } catch (IOException e) {
      System.err.println("ringside: it cannot be kept either: " + e.getMessage());
    }
  }
}
