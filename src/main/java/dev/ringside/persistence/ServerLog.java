package dev.ringside.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What PostgreSQL says, kept over starts.
 *
 * @param file where it is; only its owner can read it, since it may quote statements
 */
record ServerLog(Path file) {

  static final String NAME = "postgres.log";

  private static final long LIMIT = 8L << 20;
  private static final int QUOTED_BYTES = 64 << 10;
  private static final int QUOTED_LINES = 6;
  private static final Pattern ROUTINE =
      Pattern.compile("LOG:  (starting |listening on |checkpoint |redo |database system was shut)");

  /** Opens the log, after setting one aside that has grown beyond 8 MiB. */
  static ServerLog open(DataFolder folder) throws IOException {
    Path file = folder.path().resolve(NAME);
    if (Files.exists(file) && Files.size(file) > LIMIT) {
      Files.move(file, file.resolveSibling(NAME + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return new ServerLog(file);
  }

  long size() throws IOException {
    return Files.size(file);
  }

  /** What was said since the log had that size, or the end of it. */
  String since(long mark) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position(Math.max(mark, channel.size() - QUOTED_BYTES));
      return new String(Channels.newInputStream(channel).readNBytes(QUOTED_BYTES), UTF_8);
    }
  }

  /** The last lines that tell why, to be quoted to a person. */
  static String telling(String words) {
    List<String> lines =
        words.lines().filter(line -> !line.isBlank() && !ROUTINE.matcher(line).find()).toList();
    return lines.isEmpty()
        ? "(nothing)"
        : String.join("\n", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
  }
}
