package dev.ringside.cli.remote;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that nobody but their owner reads, where the system has such rights. */
final class PrivateFiles {

  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /** Makes a folder, and takes the others' rights from one that is there. */
  static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder, attributes(FOLDER));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " is no folder", e);
    }
    close(folder, FOLDER);
  }

  /** Writes a file that is there whole or not at all. */
  static void write(Path file, String text) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".half");
    try {
      Files.createFile(half, attributes(FILE));
      Files.writeString(half, text);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  /** Takes the others' rights from a file. */
  static void closeFile(Path file) {
    close(file, FILE);
  }

  private static void close(Path path, Set<PosixFilePermission> rights) {
    try {
      if (hasRights() && !Files.getPosixFilePermissions(path).equals(rights)) {
        Files.setPosixFilePermissions(path, rights);
      }
    } catch (IOException another) {
      // It is somebody else's, who says who may read it.
    }
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> rights) {
    return hasRights()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
        : new FileAttribute<?>[0];
  }

  private static boolean hasRights() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
