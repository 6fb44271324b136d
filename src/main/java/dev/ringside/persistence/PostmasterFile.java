package dev.ringside.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a PostgreSQL server writes about itself into {@code postmaster.pid}, and leaves there if it
 * is killed.
 *
 * @param pid its process id
 * @param port where it listens, 0 if it does not say yet
 * @param ready whether it accepts connections
 */
record PostmasterFile(long pid, int port, boolean ready) {

  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  static Path in(Path pgdata) {
    return pgdata.resolve("postmaster.pid");
  }

  /** Reads it; empty if there is none, or none that has a process id yet. */
  static Optional<PostmasterFile> read(Path pgdata) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(in(pgdata));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      // A server without a port, for one user alone, writes its id with a minus sign.
      long pid = lines.isEmpty() ? 0 : Math.abs(Long.parseLong(lines.getFirst().strip()));
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).startsWith("ready");
      String port = lines.size() > PORT_LINE ? lines.get(PORT_LINE).strip() : "";
      return pid == 0
          ? Optional.empty()
          : Optional.of(
              new PostmasterFile(pid, port.isEmpty() ? 0 : Integer.parseInt(port), ready));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
