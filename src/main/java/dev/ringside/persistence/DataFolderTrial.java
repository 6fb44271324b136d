package dev.ringside.persistence;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data folder of an embedded PostgreSQL as it lies there, looked at without touching it.
 *
 * @param folder where it is, or will be
 * @param parent the folder that is there, in which the rest would be made
 * @param made whether a database is in it
 * @param holder the process that its lock names, while that lives; 0 for none
 * @param running whether its PostgreSQL takes connections
 * @param version of the PostgreSQL that wrote the data; null where there are none, or they say
 *     nothing
 * @param owner the user that the data belong to; -1 where there are none
 * @param user the user of this process
 */
public record DataFolderTrial(
    Path folder,
    Path parent,
    boolean made,
    long holder,
    boolean running,
    @Nullable String version,
    int owner,
    int user) {

  private static final Pattern JAR = Pattern.compile("-(\\d+)\\.[0-9.]+\\.jar!");

  /**
   * Looks.
   *
   * @throws IOException where it cannot even be read
   */
  public static DataFolderTrial of(Path dataDir) throws IOException {
    Path pgdata = dataDir.resolve("pgdata");
    Path parent = dataDir.toAbsolutePath().normalize();
    while (!Files.exists(parent) && parent.getParent() != null) {
      parent = parent.getParent();
    }
    boolean made = isMade(pgdata);
    Path version = pgdata.resolve("PG_VERSION");
    return new DataFolderTrial(
        dataDir,
        parent,
        made,
        holder(dataDir.resolve("ringside.lock")),
        PostmasterFile.read(pgdata).filter(DataFolderTrial::isAlive).isPresent(),
        Files.isReadable(version) ? Files.readString(version).strip() : null,
        made ? (Integer) Files.getAttribute(pgdata, "unix:uid") : -1,
        RunAs.currentUid());
  }

  private static boolean isMade(Path pgdata) throws IOException {
    if (!Files.isDirectory(pgdata)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(pgdata)) {
      return entries.findAny().isPresent();
    }
  }

  /** Not by its lock, which a start at the same moment would then not get. */
  private static long holder(Path lock) throws IOException {
    if (!Files.isReadable(lock)) {
      return 0;
    }
    String pid = Files.readString(lock).strip();
    if (!pid.matches("\\d{1,18}")) {
      return 0;
    }
    return ProcessHandle.of(Long.parseLong(pid)).filter(DataFolderTrial::isJava).isPresent()
        ? Long.parseLong(pid)
        : 0;
  }

  /** The id of a process that has died may be another's by now. */
  private static boolean isJava(ProcessHandle process) {
    return process.isAlive()
        && process.info().command().map(each -> each.contains("java")).orElse(true);
  }

  private static boolean isAlive(PostmasterFile server) {
    return server.ready()
        && ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive).isPresent();
  }

  /**
   * The major version of the PostgreSQL that this Ringside brings, as far as its file says; throws
   * {@link dev.ringside.config.StartException} where there is none for this platform.
   */
  public static Optional<String> brought(String system, String architecture) {
    URL archive = PostgresBinaries.archive(system, architecture);
    Matcher name = JAR.matcher(archive.toString());
    return name.find() ? Optional.of(name.group(1)) : Optional.empty();
  }
}
