package dev.ringside.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server that a killed Ringside left running. Called with the folder locked: no living Ringside
 * uses that server.
 */
final class LeftoverPostmaster {

  private static final Logger log = LoggerFactory.getLogger(LeftoverPostmaster.class);

  private LeftoverPostmaster() {}

  /**
   * Stops it, if there is one.
   *
   * @throws StartException if it does not stop
   */
  static void stop(DataFolder folder) throws IOException {
    Path pgdata = folder.pgdata();
    Optional<PostmasterFile> file = PostmasterFile.read(pgdata);
    if (file.isEmpty()) {
      return;
    }
    long pid = file.get().pid();
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return; // PostgreSQL clears that up itself.
    }
    if (!isServerOf(pid, pgdata)) {
      // The id has gone to somebody else, for whose sake PostgreSQL would refuse to start. It has
      // another guard against a second server, which does not go by process ids.
      log.info(
          "{} names process {}, which is no server of it: removed", PostmasterFile.in(pgdata), pid);
      Files.deleteIfExists(PostmasterFile.in(pgdata));
      return;
    }
    log.warn("Stopping the PostgreSQL (process {}) that a killed Ringside left behind", pid);
    if (!StopSignals.stop(process.get())) {
      throw new StartException(
          "A killed Ringside left its PostgreSQL behind (process %d), and it does not stop. Stop it (kill -INT %d), then start Ringside again."
              .formatted(pid, pid));
    }
  }

  private static boolean isServerOf(long pid, Path pgdata) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    List<String> command = commandLine(process);
    if (command.isEmpty() || !command.getFirst().endsWith("postgres")) {
      return false;
    }
    try {
      return Files.isSameFile(process.resolve("cwd"), pgdata);
    } catch (IOException e) {
      // Not ours to look into; what it was started with is for everybody to read.
      int option = command.indexOf("-D");
      return option >= 0
          && option + 1 < command.size()
          && isSame(Path.of(command.get(option + 1)), pgdata);
    }
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    return Files.exists(one) && Files.isSameFile(one, other);
  }

  private static List<String> commandLine(Path process) {
    try {
      String line = new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8);
      return List.of(line.split("\0", -1));
    } catch (IOException e) {
      return List.of(); // It has just ended.
    }
  }
}
