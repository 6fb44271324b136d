package dev.ringside.cli.doctor;

import dev.ringside.config.Platform;
import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What Ringside runs on. */
final class MachineCheck implements Check {

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\d+)");

  /** Files of the program, its log, and connections to the database. */
  private static final int BESIDE = 1_000;

  /** Where the settings set no bound to sockets. */
  private static final int MANY = 10_000;

  private final RingsideConfig config;

  MachineCheck(RingsideConfig config) {
    this.config = config;
  }

  @Override
  public String what() {
    return "machine";
  }

  @Override
  public void look(Notes notes) throws IOException {
    notes.ok(
        "%s on Java %s, %s %s, a heap of %d MB at most."
            .formatted(
                Version.line(),
                Runtime.version().feature(),
                Platform.system(),
                Platform.architecture(),
                Runtime.getRuntime().maxMemory() >> 20));
    Optional<Long> limit = openFiles();
    if (limit.isPresent()) {
      openFiles(limit.get(), notes.about("open files"));
    }
  }

  /** The limit of this process: a JVM takes all that it may have. */
  private static Optional<Long> openFiles() throws IOException {
    if (!Files.isReadable(LIMITS)) {
      return Optional.empty();
    }
    return OPEN_FILES
        .matcher(Files.readString(LIMITS))
        .results()
        .map((MatchResult match) -> Long.valueOf(match.group(1)))
        .findFirst();
  }

  private void openFiles(long limit, Notes notes) {
    int sockets = config.sessions().perNode();
    int wanted = (sockets == 0 ? MANY : sockets) + BESIDE;
    if (limit >= wanted) {
      notes.ok("a process may have %,d at a time.".formatted(limit));
    } else {
      notes.warn(
          "a process started like this one may have %,d at a time, and RINGSIDE_SESSIONS_PER_NODE lets %,d sockets in."
              .formatted(limit, wanted - BESIDE),
          "Raise it: LimitNOFILE=%d for systemd, ulimit -n %1$d in a shell; or lower that setting."
              .formatted(wanted));
    }
  }
}
