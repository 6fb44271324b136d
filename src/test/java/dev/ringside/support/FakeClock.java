package dev.ringside.support;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The clock of other processes, which can be turned while they run by it: libfaketime, loaded
 * before all else, adds what a file says to the time of day. What measures how long something takes
 * is left alone, as it is where a real clock is set. For one thread.
 */
public final class FakeClock implements AutoCloseable {

  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib"));

  /** The library for programs of many threads, in its folder. */
  private static final Path LIBRARY = Path.of("faketime", "libfaketimeMT.so.1");

  /** Where the library keeps something for every process, and leaves it when that is killed. */
  private static final Path SHARED = Path.of("/dev/shm");

  private static final Pattern KEPT = Pattern.compile("(?:sem\\.)?faketime_(?:shm|sem)_(\\d+)");

  private final FileTime made = FileTime.from(Instant.now());
  private final Path library;
  private final Path file;

  /**
   * A clock that is right.
   *
   * @param file where it is to be kept
   */
  public FakeClock(Path library, Path file) {
    this.library = library;
    this.file = file;
    setAhead(Duration.ZERO);
  }

  /** The library of this machine, if it has one; Debian has a folder for each kind of machine. */
  public static Optional<Path> library() {
    List<Path> places = new ArrayList<>();
    for (Path folder : FOLDERS) {
      places.add(folder.resolve(LIBRARY));
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> machines = Files.newDirectoryStream(folder, "*-linux-*")) {
          machines.forEach(machine -> places.add(machine.resolve(LIBRARY)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return places.stream().filter(Files::isReadable).findFirst();
  }

  /** Sets it so much before the right time, or behind it where that is negative; at once. */
  public void setAhead(Duration ahead) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.writeString(next, "%+d\n".formatted(ahead.toSeconds()));
      Files.move(next, file, ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What makes a process run by it. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_NO_CACHE", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        // Else waits that are bounded end far too early, or too late.
        "FAKETIME_FORCE_MONOTONIC_FIX", "0",
        "NO_FAKE_STAT", "1");
  }

  /**
   * Puts a program into a folder that is to be the first of a PATH: it runs the one of the same
   * name behind it by this clock, for those that are started with an environment of their own.
   */
  public void wrap(String program, Path folder) {
    String variables =
        environment().entrySet().stream()
            .map(each -> "export %s='%s'\n".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
    try {
      Path script = Files.createDirectories(folder).resolve(program);
      Files.writeString(
          script, "#!/bin/sh\nPATH=${PATH#*:}\n%sexec %s \"$@\"\n".formatted(variables, program));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what the library has left since for processes that are gone. */
  @Override
  public void close() {
    try (DirectoryStream<Path> kept = Files.newDirectoryStream(SHARED, "*faketime_*")) {
      for (Path each : kept) {
        if (isLeft(each)) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isLeft(Path kept) throws IOException {
    Matcher name = KEPT.matcher(kept.getFileName().toString());
    return name.matches()
        && Files.getLastModifiedTime(kept).compareTo(made) >= 0
        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }
}
