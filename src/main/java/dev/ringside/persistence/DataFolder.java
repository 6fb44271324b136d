package dev.ringside.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.config.StartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that one Ringside keeps its data in, held by a lock of the operating system, which
 * ends with the process however that ends.
 *
 * <p>A process loses its lock on a file as soon as it closes any other handle to that file, so
 * {@link #HELD} is asked before the lock file is touched, and nothing else may open it.
 */
final class DataFolder implements AutoCloseable {

  private static final String LOCK = "ringside.lock";
  private static final long LEAST_BYTES = 64 << 10;

  /** The folders that this process holds. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the folder where it is missing, and takes it for this process.
   *
   * @throws StartException if it cannot be used, or is in use
   */
  static DataFolder lock(Path dataDir) {
    Path wanted = dataDir.toAbsolutePath().normalize();
    try {
      Path path = existing(wanted);
      if (!HELD.add(path)) {
        throw inUse(path, String.valueOf(ProcessHandle.current().pid()));
      }
      try {
        return new DataFolder(path, lockFile(path));
      } catch (IOException | RuntimeException e) {
        HELD.remove(path);
        throw e;
      }
    } catch (IOException e) {
      throw explain(wanted, e);
    }
  }

  private static Path existing(Path wanted) throws IOException {
    if (Files.exists(wanted) && !Files.isDirectory(wanted)) {
      throw new StartException(
          "The data folder (RINGSIDE_DATA_DIR) is set to %s, which is a file. Name a folder."
              .formatted(wanted));
    }
    if (!Files.exists(wanted)) {
      Files.createDirectories(wanted);
      // Root's PostgreSQL runs as somebody else, who has to pass through.
      String mode = RunAs.currentUid() == 0 ? "rwx--x--x" : "rwx------";
      Files.setPosixFilePermissions(wanted, PosixFilePermissions.fromString(mode));
    }
    return wanted.toRealPath();
  }

  private static FileChannel lockFile(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(folder, holder(channel));
      }
      channel.truncate(0);
      channel.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
      return channel;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(folder, String.valueOf(ProcessHandle.current().pid()));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return UTF_8.decode(text.flip()).toString().strip();
  }

  private static StartException inUse(Path folder, String pid) {
    String who = pid.isEmpty() ? "" : " (process " + pid + ")";
    return new StartException(
        "Another Ringside%s is using the data folder %s. Stop it, or give this one a folder of its own with RINGSIDE_DATA_DIR."
            .formatted(who, folder));
  }

  /** The folder, absolute and without symbolic links. */
  Path path() {
    return path;
  }

  /** Where PostgreSQL's data are; may not exist yet. */
  Path pgdata() {
    return path.resolve("pgdata");
  }

  /** Where PostgreSQL's password is kept; may not exist yet. */
  Path passwordFile() {
    return path.resolve("postgres.password");
  }

  /** Whether there are data: a folder that is not empty, since it only ever appears complete. */
  boolean hasCluster() throws IOException {
    if (!Files.isDirectory(pgdata())) {
      return false;
    }
    try (Stream<Path> entries = Files.list(pgdata())) {
      return entries.findAny().isPresent();
    }
  }

  /** Whether there is no room on its disk, not even for a line of a log. */
  boolean isFull() {
    try {
      return Files.getFileStore(path).getUsableSpace() < LEAST_BYTES;
    } catch (IOException e) {
      return false; // Nothing is known of it, which is no reason to blame it.
    }
  }

  /** Keeps a secret in a file that its owner alone can read; there whole or not at all. */
  static void writeSecret(Path file, String secret) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(UTF_8.encode(secret + "\n"));
      channel.force(true);
    }
    renameDurably(unfinished, file);
  }

  /** Renames, and returns when a power failure can no longer undo it. */
  static void renameDurably(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    Path parent = to.getParent();
    if (parent != null) {
      try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  /**
   * Removes what begins with {@code prefix}, whole folders too, as an interrupted start left it.
   */
  void remove(String prefix) throws IOException {
    for (Path entry : startingWith(prefix)) {
      removeTree(entry);
    }
  }

  /** The entries of this folder whose names begin with {@code prefix}. */
  List<Path> startingWith(String prefix) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  static void removeTree(Path top) throws IOException {
    for (Path entry : childrenFirst(top)) {
      Files.deleteIfExists(entry);
    }
  }

  static List<Path> childrenFirst(Path top) throws IOException {
    if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.walk(top)) {
      return new ArrayList<>(entries.toList()).reversed();
    }
  }

  /** What an I/O error of this folder means to a person. */
  StartException explain(IOException e) {
    return explain(path, e);
  }

  private static StartException explain(Path folder, IOException e) {
    String reason = reason(e);
    if (e instanceof AccessDeniedException) {
      return new StartException(
          "Ringside may not use %s. Give the user that it runs as the right to use the data folder %s, or name another one with RINGSIDE_DATA_DIR."
              .formatted(file(e, folder), folder),
          e);
    }
    if (reason.contains("No space left") || reason.contains("quota exceeded")) {
      return new StartException(
          "The disk that holds the data folder %s is full. Free some space (a first start takes about 150 MB), or name another folder with RINGSIDE_DATA_DIR."
              .formatted(folder),
          e);
    }
    return new StartException(
        "The data folder %s (RINGSIDE_DATA_DIR) cannot be used: %s: %s."
            .formatted(folder, file(e, folder), reason),
        e);
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it is in the way";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static String file(IOException e, Path folder) {
    @Nullable String file = e instanceof FileSystemException f ? f.getFile() : null;
    return file == null ? folder.toString() : file;
  }

  /** Lets go of the folder. Closing again does nothing. */
  @Override
  public void close() {
    if (!lock.isOpen()) {
      return;
    }
    try {
      lock.close();
    } catch (IOException e) {
      // The lock went with the handle, and there is nothing else to save.
    } finally {
      HELD.remove(path);
    }
  }
}
