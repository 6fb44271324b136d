package dev.ringside.cli.remote;

import dev.ringside.client.JobEnd;
import dev.ringside.client.Json;
import dev.ringside.client.RingsideException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ends of jobs that Ringside could not be told of, a file each, until it is. A file is there whole
 * or not at all; what is told twice, by two programs at once, counts once. What Ringside refuses
 * for good lies beside in a folder of its own, for a person.
 */
final class Spool {

  private static final String END = ".json";

  private final Path folder;

  Spool(Path folder) {
    this.folder = folder;
  }

  /** An end, and the address of the Ringside that it is for. */
  record Kept(String server, JobEnd end) {

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException where it is none
     */
    static Kept read(Path file) throws IOException {
      PrivateFiles.closeFile(file);
      if (Json.parse(Files.readString(file)) instanceof Json.Fields kept) {
        String server = kept.text("server");
        Json.Fields end = kept.fields("end");
        if (server != null && end != null) {
          return new Kept(ServerAddress.plain(server), JobEnd.of(end));
        }
      }
      throw new IllegalArgumentException("It is no end of a job.");
    }

    String text(@Nullable String refused) {
      Map<String, Json> all = new LinkedHashMap<>();
      all.put("server", Json.of(server));
      if (refused != null) {
        all.put("refused", Json.of(refused));
      }
      all.put("end", end.json());
      return new Json.Fields(all).toString();
    }
  }

  /** Keeps an end until it can be told. */
  void keep(Kept end) throws IOException {
    PrivateFiles.makeFolder(folder);
    PrivateFiles.write(folder.resolve(freshName()), end.text(null));
  }

  /** Keeps aside what cannot be told any more; returns where. */
  Path refuse(Kept end, String why) throws IOException {
    Path aside = refused();
    PrivateFiles.makeFolder(folder);
    PrivateFiles.makeFolder(aside);
    Path file = aside.resolve(freshName());
    PrivateFiles.write(file, end.text(why));
    return file;
  }

  private static String freshName() {
    return System.currentTimeMillis() + "-" + UUID.randomUUID() + END;
  }

  /** The folder of what was refused. */
  private Path refused() {
    return folder.resolve("refused");
  }

  /** Whether a failure says that this will never be taken as it is. */
  static boolean isForGood(RingsideException failure) {
    return switch (failure.kind()) {
      case NOT_FOUND, CONFLICT, INVALID -> true;
      case UNREACHABLE,
          UNAVAILABLE,
          TOO_MANY,
          UNTRUSTED,
          UNAUTHENTICATED,
          FORBIDDEN,
          UNREADABLE,
          INTERRUPTED ->
          false;
    };
  }

  /** What is kept, the oldest first. */
  List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    PrivateFiles.makeFolder(folder);
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> each.toString().endsWith(END)).sorted().toList();
    }
  }
}
