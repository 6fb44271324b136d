package dev.ringside.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.config.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the programs around PostgreSQL, in an environment that holds nothing of Ringside's. */
final class Command {

  private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

  private Command() {}

  /**
   * How a program ended.
   *
   * @param status its exit status; 0 is success
   * @param output all that it printed
   */
  record Result(int status, String output) {

    boolean succeeded() {
      return status == 0;
    }

    /** The last lines of the output, to be quoted to a person. */
    String lastLines() {
      List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
  }

  /**
   * A program to be started in a folder. It gets no secret by its environment, and speaks English,
   * because some of its messages are looked at.
   */
  static ProcessBuilder prepare(Path folder, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", DEFAULT_PATH);
    environment.clear();
    environment.put("PATH", path);
    environment.put("LC_ALL", "C");
    environment.put("TZ", "UTC");
    return builder;
  }

  /**
   * Runs a program to its end. It must print less than a pipe holds (64 KiB).
   *
   * @param input what it reads from its standard input
   * @throws IOException if it cannot be started, or takes longer than {@code limit}
   */
  static Result run(Path folder, Duration limit, String input, List<String> command)
      throws IOException {
    Process process = prepare(folder, command).redirectErrorStream(true).start();
    try {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(UTF_8));
      } catch (IOException e) {
        // It ended without reading; its status and its output tell why.
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("%s did not end within %d s".formatted(command, limit.toSeconds()));
      }
      return new Result(
          process.exitValue(), new String(process.getInputStream().readAllBytes(), UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + command, e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Where a program is, if it is installed. */
  static Optional<String> find(String program) {
    return Stream.of(Platform.path(), DEFAULT_PATH)
        .flatMap(folders -> Stream.of(folders.split(":", -1)))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .map(Path::toString)
        .findFirst();
  }
}
