package dev.ringside.cli.remote;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs, with its streams and signals passed on as they are, in the caller's
 * surroundings. Where output and error go into the same, they come in one stream, so that their
 * order stays.
 *
 * <p>A key that interrupts reaches the command by itself, since a terminal sends it to all of the
 * foreground; other signals are passed on. So nothing here ends before the command does.
 */
final class RunningCommand {

  private static final int SIGNALLED = 128;

  private final List<String> command;
  private final OutputWatch watch;

  /** Set by who waits for what is told of the end, and read by the JVM's thread for signals. */
  private volatile @Nullable Runnable afterwards;

  /**
   * How it ended.
   *
   * @param status its exit status, as a shell has it
   * @param words what the job says of it; null for nothing
   * @param problem why it could not start, or its output not be written; null for neither
   */
  record Ended(int status, @Nullable String words, @Nullable String problem) {}

  RunningCommand(List<String> command, OutputWatch watch) {
    this.command = command;
    this.watch = watch;
  }

  /** Runs it to its end. */
  Ended run() throws InterruptedException {
    long start = System.nanoTime();
    CompletableFuture<Process> started = new CompletableFuture<>();
    boolean terminal = Terminal.isThere();
    // Before there is a command, so that none is lost that comes right after its start.
    ShellSignals.hear(
        name -> {
          Runnable now = afterwards;
          if (now != null) {
            now.run();
          } else if (!(terminal && ShellSignals.isOfATerminal(name))) {
            pass(started.join(), name);
          }
        });
    boolean one = OpenFiles.areOne();
    Process process;
    try {
      process = builder(one).start();
    } catch (IOException e) {
      return notStarted();
    }
    started.complete(process);
    List<Pump> pumps = new ArrayList<>();
    pumps.add(Pump.start(process.getInputStream(), Pump.Target.OUT, watch.new Lines()));
    if (!one) {
      pumps.add(Pump.start(process.getErrorStream(), Pump.Target.ERR, watch.new Lines()));
    }
    int status = process.waitFor();
    awaitAll(pumps);
    return ended(status, Duration.ofNanos(System.nanoTime() - start), fault(pumps));
  }

  private ProcessBuilder builder(boolean one) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectErrorStream(one);
    Surroundings.restore(builder);
    return builder;
  }

  /** Until all is passed on, or a signal says that nobody waits for the rest. */
  private void awaitAll(List<Pump> pumps) {
    afterwards = Thread.currentThread()::interrupt;
    try {
      for (Pump each : pumps) {
        each.await();
      }
    } catch (InterruptedException hurried) {
      // The end is told all the same.
    }
  }

  private static @Nullable String fault(List<Pump> pumps) {
    return pumps.stream().map(Pump::fault).filter(Objects::nonNull).findFirst().orElse(null);
  }

  /** From now on signals do this: the command that they were for has ended. */
  void afterwards(Runnable hurry) {
    afterwards = hurry;
  }

  private Ended notStarted() {
    boolean missing = !isThere(command.getFirst());
    String problem =
        missing
            ? command.getFirst() + ": there is no such command."
            : command.getFirst() + " cannot be executed.";
    Exit exit = missing ? Exit.NOT_FOUND : Exit.NOT_EXECUTABLE;
    return new Ended(exit.status(), problem, problem);
  }

  /** As a shell looks for it. */
  private static boolean isThere(String program) {
    if (program.contains("/")) {
      return Files.exists(Path.of(program));
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.exists(Path.of(folder, program)));
  }

  /** What was not written counts as a failure, also of a command that has not noticed. */
  private Ended ended(int status, Duration took, @Nullable String fault) {
    String time = took.toMinutes() >= 2 ? took.toMinutes() + " min" : took.toSeconds() + " s";
    String problem = fault == null ? null : fault + ".";
    if (status != 0) {
      return new Ended(status, how(status) + " after " + time + "." + watch.lastLines(), problem);
    }
    return problem == null
        ? new Ended(0, "Done after " + time + ".", null)
        : new Ended(Exit.FAILED.status(), "Done after " + time + ", but " + problem, problem);
  }

  private static String how(int status) {
    return status > SIGNALLED && status < SIGNALLED + 65
        ? "Ended by signal " + (status - SIGNALLED)
        : "Exit status " + status;
  }

  /**
   * Not by {@link Process#destroy}, which closes the streams of a command that may have more to
   * say.
   */
  private static void pass(Process process, String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start();
      boolean _ = kill.waitFor(1, TimeUnit.SECONDS);
    } catch (IOException e) {
      boolean _ = process.toHandle().destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
