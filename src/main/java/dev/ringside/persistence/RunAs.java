package dev.ringside.persistence;

import dev.ringside.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL's programs run. They refuse to run as root, so there root's rights are given
 * up in one of two ways, by programs that every Linux has:
 *
 * <ul>
 *   <li>{@code setpriv}: as another user, who then owns the data. That user has to be able to reach
 *       the data folder, which fails below a folder such as {@code /root}.
 *   <li>{@code unshare -U}: in a user namespace, without any of root's powers, but as the owner of
 *       root's files. Containers often forbid this.
 * </ul>
 *
 * @param prefix what goes before a command
 * @param uid who owns the files of a program that runs so
 * @param gid their group
 */
record RunAs(List<String> prefix, int uid, int gid) {

  private static final int ROOT = 0;
  private static final int NOBODY = 65534;
  private static final String UID = "unix:uid";
  private static final String GID = "unix:gid";
  private static final List<String> NAMESPACE = List.of(installed("unshare"), "-U");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * Says early, and in plain words, that the data are another user's.
   *
   * @throws StartException if they are, and this process has not the power to act as that user
   */
  static void requireOwnData(DataFolder folder) throws IOException {
    if (!Files.isDirectory(folder.pgdata())) {
      return;
    }
    int self = currentUid();
    int owner = id(folder.pgdata(), UID);
    if (self != ROOT && owner != self) {
      throw new StartException(
          "The data in %1$s belong to the user with the id %2$d, and Ringside runs as %3$d. Start it as that user, or hand them over (as root): chown -R %3$d %1$s"
              .formatted(folder.path(), owner, self));
    }
  }

  /**
   * Finds a way that works here. Whoever owns existing data is preferred, so that nothing need
   * change hands.
   *
   * @throws StartException if there is none
   */
  static RunAs choose(DataFolder folder, PostgresBinaries binaries) throws IOException {
    int self = currentUid();
    if (self != ROOT) {
      return new RunAs(List.of(), self, id(Path.of("/proc/self"), GID));
    }
    List<String> failures = new ArrayList<>();
    for (RunAs way : waysForRoot(folder)) {
      Optional<String> failure = way.failure(folder, binaries);
      if (failure.isEmpty()) {
        return way;
      }
      failures.add(way.prefix.getFirst() + ": " + failure.get());
    }
    throw new StartException(
        "PostgreSQL does not run as root, and neither way of running it with fewer rights works here. Start Ringside as another user, make the data folder %s reachable for others (chmod o+x, its parents too), or set RINGSIDE_DATABASE_URL to a PostgreSQL of yours.\n%s"
            .formatted(folder.path(), String.join("\n", failures)));
  }

  private static List<RunAs> waysForRoot(DataFolder folder) throws IOException {
    boolean exists = folder.hasCluster();
    Path example = exists ? folder.pgdata() : folder.path();
    int owner = id(example, UID);
    RunAs namespace = new RunAs(NAMESPACE, ROOT, ROOT);
    if (owner != ROOT) {
      return List.of(asUser(owner, id(example, GID)), namespace);
    }
    RunAs nobody = asUser(NOBODY, NOBODY);
    return exists ? List.of(namespace, nobody) : List.of(nobody, namespace);
  }

  private static RunAs asUser(int uid, int gid) {
    return new RunAs(
        List.of(installed("setpriv"), "--reuid=" + uid, "--regid=" + gid, "--clear-groups"),
        uid,
        gid);
  }

  private static String installed(String program) {
    return Command.find(program).orElse(program);
  }

  /** Why PostgreSQL cannot run so, or empty if it can. */
  private Optional<String> failure(DataFolder folder, PostgresBinaries binaries) {
    try {
      Command.Result result =
          Command.run(
              folder.path(), LIMIT, "", command(List.of(binaries.program("postgres"), "-V")));
      return result.succeeded() ? Optional.empty() : Optional.of(result.lastLines());
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The command that runs another one so. It keeps its process id. */
  List<String> command(List<String> command) {
    return Stream.concat(prefix.stream(), command.stream()).toList();
  }

  /**
   * The same with the id of {@code nobody} to look at, for programs that want a user with a name;
   * containers run under ids that have none.
   */
  RunAs withName() {
    return new RunAs(Stream.concat(prefix.stream(), NAMESPACE.stream()).toList(), uid, gid);
  }

  /** Hands a folder and all that is in it over to the user that PostgreSQL runs as. */
  void own(Path folder) throws IOException {
    if (id(folder, UID) == uid) {
      return;
    }
    // The folder itself comes last, so that an interrupted change of hands is begun anew.
    for (Path file : DataFolder.childrenFirst(folder)) {
      Files.setAttribute(file, GID, gid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, UID, uid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** The effective user id of this process. */
  static int currentUid() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("Uid:"))
          .map(line -> line.split("\\s+", -1)[2])
          .mapToInt(Integer::parseUnsignedInt)
          .findFirst()
          .orElseThrow(() -> new IOException("/proc/self/status tells no user id"));
    }
  }

  private static int id(Path file, String attribute) throws IOException {
    return (int) Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS);
  }
}
