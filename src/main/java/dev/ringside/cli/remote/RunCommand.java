package dev.ringside.cli.remote;

import dev.ringside.client.Job;
import dev.ringside.client.JobResult;
import dev.ringside.client.JobStart;
import dev.ringside.client.Ringside;
import dev.ringside.client.RingsideBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

  private static final int MAX_NAME = 200;
  private static final long MAX_PATIENCE = Duration.ofDays(7).toSeconds();

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
            + " as stalled: 5 to 604800 (by default ${DEFAULT-VALUE})."
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

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "What to run; all words after its first are its own.")
  private List<String> command = List.of();

  /** What comes after the first word is the command's own, options included. */
  @Spec
  void leaveTheCommandAlone(CommandSpec spec) {
    var _ = spec.parser().stopAtPositional(true);
  }

  @Override
  public Integer call() throws InterruptedException {
    JobStart start = start();
    String user;
    RingsideBuilder builder;
    try {
      user = whom.id(remote);
      builder = remote.builder();
    } catch (SetupException e) {
      return untold(e);
    }
    JobRules.user(user);
    LostEnd lost = new LostEnd(remote.spool(), remote.address());
    Ringside ringside =
        builder
            .giveUpAfter(Duration.ofSeconds(patienceSeconds))
            .callTimeout(Duration.ofSeconds(Math.max(1, patienceSeconds)))
            .jobListener(lost)
            .build();
    boolean hurried = false;
    try {
      deliverBefore(ringside);
      Job job = ringside.job(user, key == null ? "run-" + UUID.randomUUID() : key, start);
      RunningCommand running = new RunningCommand(command, new OutputWatch(job));
      RunningCommand.Ended ended = running.run();
      running.afterwards(Thread.currentThread()::interrupt);
      job.end(ended.status() == 0 ? JobResult.SUCCESS : JobResult.ERROR, ended.words());
      hurried = Thread.interrupted();
      // A third signal must not break off what the second one has asked for.
      running.afterwards(() -> {});
      if (hurried) {
        boolean _ = Thread.interrupted();
        lost.keep(Objects.requireNonNull(job.end()));
      }
      return status(ended);
    } finally {
      // Whoever is in a hurry does not wait for it either; what it has goes with the process.
      if (!hurried) {
        ringside.close();
      }
    }
  }

  /** Runs the command all the same where it is not known whom to tell. */
  private int untold(SetupException why) throws InterruptedException {
    System.err.println("ringside: nobody will be told: " + why.getMessage());
    return status(new RunningCommand(command, new OutputWatch(null)).run());
  }

  private static int status(RunningCommand.Ended ended) {
    if (ended.problem() != null) {
      System.err.println("ringside: " + ended.problem());
    }
    return ended.status();
  }

  /** Whatever Ringside would refuse in the end is refused before the command runs. */
  private JobStart start() {
    if (patienceSeconds < 0 || patienceSeconds > MAX_PATIENCE) {
      throw new CommandException(
          Exit.MISUSED, "--patience-seconds must be from 0 to " + MAX_PATIENCE + ".");
    }
    JobRules.title(title);
    JobRules.key(key);
    JobRules.link(link);
    try {
      JobStart start =
          JobStart.titled(title == null ? nameOfTheCommand() : title)
              .lease(Duration.ofSeconds(leaseSeconds));
      return link == null ? start : start.link(link);
    } catch (IllegalArgumentException e) {
      throw new CommandException(Exit.MISUSED, "--lease-seconds: " + e.getMessage());
    }
  }

  private String nameOfTheCommand() {
    String words = String.join(" ", command);
    if (words.isBlank()) {
      return "A command without a name";
    }
    return words.codePointCount(0, words.length()) > MAX_NAME
        ? words.substring(0, words.offsetByCodePoints(0, MAX_NAME)) + "…"
        : words;
  }

  /** Beside the command, which waits for nobody. */
  private void deliverBefore(Ringside ringside) {
    Thread.ofVirtual()
        .name("deliver")
        .start(
            () -> {
              try {
                new Delivery(remote.spool(), ringside, remote.address())
                    .run()
                    .refused()
                    .forEach(each -> System.err.println("ringside: " + each));
              } catch (IllegalStateException | IOException closed) {
                // They stay where they are, for the next time.
              }
            });
  }
}
