package dev.ringside.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.config.Platform;
import dev.ringside.config.StartException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path into the data folder: once for each archive,
 * and whole or not at all.
 *
 * @param home the folder that holds {@code bin}, {@code lib} and {@code share}
 * @param version as PostgreSQL says it, such as 18.6
 */
record PostgresBinaries(Path home, String version) {

  private static final String PREFIX = "postgres-";
  private static final Pattern FOLDER = Pattern.compile("postgres-([0-9.]+)-([0-9a-f]+)");
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ([0-9.]+)");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * Finds the programs, or unpacks them.
   *
   * @throws StartException if there are none for this platform, or they do not run on it
   */
  static PostgresBinaries unpackedIn(DataFolder folder) throws IOException {
    URL archive = archive(Platform.system(), Platform.architecture());
    String checksum = checksum(archive);
    for (Path entry : folder.startingWith(PREFIX)) {
      Matcher name = FOLDER.matcher(String.valueOf(entry.getFileName()));
      if (name.matches() && name.group(2).equals(checksum)) {
        return new PostgresBinaries(entry, name.group(1));
      }
    }
    removeEarlier(folder);
    return unpack(archive, checksum, folder);
  }

  /** Where the archive for a platform is on the class path. */
  static URL archive(String system, String architecture) {
    String processor =
        switch (architecture.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> architecture;
        };
    String name = "/postgres-%s-%s.txz".formatted(system.toLowerCase(Locale.ROOT), processor);
    URL archive = PostgresBinaries.class.getResource(name);
    if (archive == null || !system.equals("Linux")) {
      throw new StartException(
          "No embedded PostgreSQL is available for this platform (%s, %s). Set RINGSIDE_DATABASE_URL to a PostgreSQL of yours."
              .formatted(system, architecture));
    }
    return archive;
  }

  /** Tells one archive from another without reading its megabytes: the jar knows its checksum. */
  private static String checksum(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return HexFormat.of().toHexDigits((int) jar.getJarEntry().getCrc());
    }
    return HexFormat.of().toHexDigits(connection.getLastModified());
  }

  private static void removeEarlier(DataFolder folder) throws IOException {
    folder.remove("unpacking-");
    for (Path entry : folder.startingWith(PREFIX)) {
      if (FOLDER.matcher(String.valueOf(entry.getFileName())).matches()) {
        DataFolder.removeTree(entry);
      }
    }
  }

  private static PostgresBinaries unpack(URL archive, String checksum, DataFolder folder)
      throws IOException {
    Path unfinished = Files.createTempDirectory(folder.path(), "unpacking-");
    try {
      extract(archive, unfinished);
      writeThrough(unfinished);
      String version = new PostgresBinaries(unfinished, "").askVersion(folder);
      Path home = folder.path().resolve(PREFIX + version + "-" + checksum);
      DataFolder.renameDurably(unfinished, home);
      return new PostgresBinaries(home, version);
    } finally {
      DataFolder.removeTree(unfinished);
    }
  }

  private static void extract(URL archive, Path home) throws IOException {
    makeFolder(home);
    try (InputStream packed = archive.openStream();
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new XZInputStream(new BufferedInputStream(packed, 1 << 16)), UTF_8.name())) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path target = home.resolve(entry.getName()).normalize();
        if (!target.startsWith(home)) {
          throw new IOException("the archive names a file outside itself: " + entry.getName());
        }
        extract(entry, tar, target);
      }
    }
  }

  private static void extract(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      makeFolder(target);
      return;
    }
    makeFolder(target.resolveSibling("."));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  /**
   * Puts all of it on the disk, because the rename that follows says for good that it is there.
   * After the writing, not file by file: that takes a fifth of the time.
   */
  private static void writeThrough(Path home) throws IOException {
    for (Path file : DataFolder.childrenFirst(home)) {
      if (!Files.isSymbolicLink(file)) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }

  /** Readable by all, since PostgreSQL may run as somebody else; writable by none of them. */
  private static void makeFolder(Path folder) throws IOException {
    Path path = folder.normalize();
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String askVersion(DataFolder folder) throws IOException {
    Command.Result answer;
    try {
      answer = Command.run(folder.path(), LIMIT, "", List.of(program("postgres"), "--version"));
    } catch (IOException e) {
      throw doesNotRun(folder, String.valueOf(e.getMessage()));
    }
    Matcher version = VERSION.matcher(answer.output());
    if (!answer.succeeded() || !version.find()) {
      throw doesNotRun(folder, answer.lastLines());
    }
    return version.group(1);
  }

  private static StartException doesNotRun(DataFolder folder, String why) {
    return new StartException(
        "The embedded PostgreSQL does not run on this machine (it needs glibc, and a data folder whose disk is not mounted noexec; here %s): %s\nSet RINGSIDE_DATABASE_URL to a PostgreSQL of yours, or RINGSIDE_DATA_DIR to another folder."
            .formatted(folder.path(), why));
  }

  /** The path of one of the programs. */
  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /** The version that decides about the data's format, such as 18. */
  String major() {
    int dot = version.indexOf('.');
    return dot < 0 ? version : version.substring(0, dot);
  }
}
