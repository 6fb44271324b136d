package dev.ringside.cli.remote;

import dev.ringside.client.Job;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs, with its streams and signals passed on as they are.
 *
 * <p>A key that interrupts reaches the command by itself, since a terminal sends it to all of the
 * foreground; other signals are passed on. So nothing here ends before the command does.
 */
final class RunningCommand {

  private static final int SIGNALLED = 128;
  private static final int BUFFER = 16 * 1024;

  private final List<String> command;
  private final OutputWatch watch;

  /** Set by who waits for what is told of the end, and read by the JVM's thread for signals. */
  private volatile @Nullable Runnable afterwards;

  /**
   * How it ended.
   *
   * @param status its exit status, as a shell has it
   * @param words what the job says of it; null for nothing
   * @param problem why it could not start; null where it did
   */
  record Ended(int status, @Nullable String words, @Nullable String problem) {}

  RunningCommand(List<String> command, Job job) {
    this.command = command;
    this.watch = new OutputWatch(job);
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
          } else if (!(terminal && name.equals("INT"))) {
            pass(started.join(), name);
          }
        });
    Process process;
    try {
      process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      return notStarted();
    }
    started.complete(process);
    Thread out = pump(process.getInputStream(), FileDescriptor.out);
    Thread err = pump(process.getErrorStream(), FileDescriptor.err);
    int status = process.waitFor();
    // What it left running may hold its streams open for as long as it likes.
    boolean _ = out.join(Duration.ofSeconds(1));
    boolean _ = err.join(Duration.ofSeconds(1));
    return new Ended(status, words(status, Duration.ofNanos(System.nanoTime() - start)), null);
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

  private String words(int status, Duration took) {
    String time = took.toMinutes() >= 2 ? took.toMinutes() + " min" : took.toSeconds() + " s";
    if (status == 0) {
      return "Done after " + time + ".";
    }
    String how =
        status > SIGNALLED && status < SIGNALLED + 65
            ? "Ended by signal " + (status - SIGNALLED)
            : "Exit status " + status;
    return how + " after " + time + "." + watch.lastLines();
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

  /** Bytes as they come. Where nobody reads ours any more, the command is to notice that, too. */
  private Thread pump(InputStream from, FileDescriptor to) {
    OutputWatch.Lines lines = watch.new Lines();
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              byte[] buffer = new byte[BUFFER];
              try (from) {
                OutputStream out = new FileOutputStream(to);
                for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                  lines.take(buffer, count);
                  out.write(buffer, 0, count);
                }
              } catch (IOException closed) {
                // Either end is gone.
              }
              lines.end();
            });
  }
}
