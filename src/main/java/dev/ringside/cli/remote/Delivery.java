package dev.ringside.cli.remote;

import dev.ringside.client.Ringside;
import dev.ringside.client.RingsideException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One go at telling what is kept for one Ringside. For one thread. */
final class Delivery {

  private final Spool spool;
  private final Ringside ringside;
  private final String server;

  private int told;
  private final List<String> refused = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final SortedMap<String, Integer> elsewhere = new TreeMap<>();

  Delivery(Spool spool, Ringside ringside, String server) {
    this.spool = spool;
    this.ringside = ringside;
    this.server = server;
  }

  /**
   * What became of them.
   *
   * @param told how many Ringside has taken
   * @param refused a line for each that it never will
   * @param broken a line for each file that holds no end
   * @param elsewhere how many wait for another Ringside, by its address
   * @param away why the rest waits still; null where nothing does
   */
  record Result(
      int told,
      List<String> refused,
      List<String> broken,
      SortedMap<String, Integer> elsewhere,
      @Nullable RingsideException away) {}

  /** Tells one after the other, as long as Ringside is there. */
  Result run() throws IOException {
    RingsideException away = null;
    for (Path file : spool.files()) {
      try {
        take(file);
      } catch (RingsideException e) {
        away = e;
        break;
      }
    }
    return new Result(told, refused, broken, elsewhere, away);
  }

  private void take(Path file) {
    try {
      Spool.Kept kept = Spool.Kept.read(file);
      if (!kept.server().equals(server)) {
        elsewhere.merge(kept.server(), 1, Integer::sum);
        return;
      }
      tell(kept);
      Files.deleteIfExists(file);
    } catch (NoSuchFileException told) {
      // Another program has told it meanwhile.
    } catch (IllegalArgumentException e) {
      broken.add(file + " holds no end of a job, and is left there.");
    } catch (IOException e) {
      String why = e instanceof AccessDeniedException ? "it must not be read" : e.getMessage();
      broken.add(file + " is left there: " + why + ".");
    }
  }

  private void tell(Spool.Kept kept) throws IOException {
    try {
      ringside.deliver(kept.end());
      told++;
    } catch (RingsideException e) {
      if (!Spool.isForGood(e)) {
        throw e;
      }
      String why = String.valueOf(e.getMessage());
      Path aside = spool.refuse(kept, why);
      refused.add(
          "the end of job %s of %s was refused: %s It is kept in %s."
              .formatted(
                  Shown.printable(kept.end().key()),
                  Shown.printable(kept.end().user()),
                  why,
                  aside));
    }
  }
}
