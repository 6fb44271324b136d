package dev.ringside.cli.remote;

import dev.ringside.client.JobEnd;
import dev.ringside.client.Json;
import dev.ringside.client.Ringside;
import dev.ringside.client.RingsideException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Ends of jobs that Ringside could not be told of, a file each, until it is. A file is there whole
 * or not at all; what is told twice, by two programs at once, counts once.
 */
final class Spool {

  private static final String END = ".json";

  private final Path folder;

  Spool(Path folder) {
    this.folder = folder;
  }

  /** Keeps an end for the Ringside at an address. */
  void keep(String server, JobEnd end) throws IOException {
    makeFolder();
    Map<String, Json> kept = new LinkedHashMap<>();
    kept.put("server", Json.of(server));
    kept.put("end", end.json());
    String name = System.currentTimeMillis() + "-" + UUID.randomUUID();
    Path half = folder.resolve(name + ".half");
    try {
      Files.writeString(half, new Json.Fields(kept).toString());
      Files.move(half, folder.resolve(name + END), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  private void makeFolder() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " is no folder", e);
    }
  }

  /** What is kept, the oldest first. */
  List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> each.toString().endsWith(END)).sorted().toList();
    }
  }

  /**
   * Tells what is kept for this Ringside.
   *
   * @return how many were told
   * @throws RingsideException where it is away still; what it refuses is dropped
   */
  int deliver(Ringside ringside, String server) throws IOException {
    int told = 0;
    for (Path file : files()) {
      if (deliver(ringside, server, file)) {
        told++;
      }
    }
    return told;
  }

  private static boolean deliver(Ringside ringside, String server, Path file) throws IOException {
    JobEnd end;
    try {
      if (!(Json.parse(Files.readString(file)) instanceof Json.Fields kept)
          || !server.equals(kept.text("server"))
          || !(kept.get("end") instanceof Json.Fields told)) {
        return false;
      }
      end = JobEnd.of(told);
    } catch (NoSuchFileException | IllegalArgumentException toldOrBroken) {
      return false;
    }
    try {
      ringside.deliver(end);
    } catch (RingsideException e) {
      switch (e.kind()) {
        // It was told before, or can be told no more.
        case CONFLICT, NOT_FOUND, INVALID -> {}
        default -> throw e;
      }
    }
    Files.deleteIfExists(file);
    return true;
  }
}
