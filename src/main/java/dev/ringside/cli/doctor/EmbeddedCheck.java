package dev.ringside.cli.doctor;

import dev.ringside.config.Platform;
import dev.ringside.config.RingsideConfig;
import dev.ringside.config.StartException;
import dev.ringside.persistence.DataFolderTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** The embedded PostgreSQL's folder, which is all that can be seen of it while it stands still. */
final class EmbeddedCheck implements Check {

  private static final int ROOT = 0;

  /** What the programs and an empty database take. */
  private static final long FIRST = 200L << 20;

  private static final long ROOMY = 1L << 30;

  private final RingsideConfig.Database settings;
  private boolean running;

  EmbeddedCheck(RingsideConfig config) {
    this.settings = config.database();
  }

  @Override
  public String what() {
    return "data folder";
  }

  /** Whether it can be asked. */
  boolean isRunning() {
    return running;
  }

  @Override
  public void look(Notes notes) throws IOException {
    if (Files.exists(settings.dataDir()) && !Files.isDirectory(settings.dataDir())) {
      notes.fault(settings.dataDir() + " is a file.", "Name a folder with RINGSIDE_DATA_DIR.");
      return;
    }
    DataFolderTrial folder = DataFolderTrial.of(settings.dataDir());
    running = folder.running();
    if (isUsable(folder, notes)) {
      disk(folder, notes.about("disk"));
      program(folder, notes.about("embedded database"));
    }
  }

  private boolean isUsable(DataFolderTrial folder, Notes notes) {
    if (!Files.isWritable(folder.parent())) {
      notes.fault(
          "%s cannot be written by this user, who has the id %d."
              .formatted(folder.parent(), folder.user()),
          "Give it to the user that Ringside runs as, or name another folder with"
              + " RINGSIDE_DATA_DIR.");
      return false;
    }
    if (folder.made() && folder.user() != ROOT && folder.owner() != folder.user()) {
      notes.fault(
          "the data in %s belong to the user with the id %d, and this one is %d."
              .formatted(folder.folder(), folder.owner(), folder.user()),
          "Run Ringside as that user, or hand them over (as root): chown -R %d %s"
              .formatted(folder.user(), folder.folder()));
      return false;
    }
    notes.ok(
        folder.made()
            ? "%s can be used.".formatted(folder.folder())
            : "%s can be made by the first start.".formatted(folder.folder()));
    return true;
  }

  private static void disk(DataFolderTrial folder, Notes notes) throws IOException {
    long free = Files.getFileStore(folder.parent()).getUsableSpace();
    String found = "%,d MB are free where %s is.".formatted(free >> 20, folder.folder());
    if (free < (folder.made() ? FIRST / 4 : FIRST)) {
      notes.fault(found, "Free some space, or name another folder with RINGSIDE_DATA_DIR.");
    } else if (free < ROOMY) {
      notes.warn(found, "Free some space before notifications cannot be stored any more.");
    } else {
      notes.ok(found);
    }
  }

  private void program(DataFolderTrial folder, Notes notes) {
    Optional<String> brought;
    try {
      brought = DataFolderTrial.brought(Platform.system(), Platform.architecture());
    } catch (StartException e) {
      notes.fault(String.valueOf(e.getMessage()));
      return;
    }
    String version = folder.version();
    if (folder.made() && version == null) {
      notes.fault(
          "%s/pgdata holds no data of PostgreSQL: there is no PG_VERSION."
              .formatted(folder.folder()),
          "Move it away, or name another data folder with RINGSIDE_DATA_DIR.");
    } else if (version != null && brought.filter(own -> !own.equals(version)).isPresent()) {
      notes.fault(
          "the data in %s/pgdata were written by PostgreSQL %s, and this Ringside brings %s, which cannot read them."
              .formatted(folder.folder(), version, brought.get()),
          "Dump them with the Ringside that made them, and load the dump into a new folder: a start"
              + " says the commands; docs/backup.md says more.");
    } else if (running && folder.holder() > 0) {
      notes.ok("it runs, for the Ringside of process %d.".formatted(folder.holder()));
    } else if (running) {
      notes.warn(
          "its PostgreSQL runs, and no Ringside is there.",
          "A killed Ringside has left it; the next start stops it.");
    } else {
      notes.ok("it stands still, and comes with a start.");
    }
  }
}
