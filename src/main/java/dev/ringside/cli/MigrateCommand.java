package dev.ringside.cli;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.persistence.SchemaState;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the tables up to date without serving. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Brings the database's tables up to date, as a start does, and says what ran.")
final class MigrateCommand implements Runnable {

  @Option(names = "--dry-run", description = "Only lists what would run.")
  private boolean dryRun;

  @Override
  public void run() {
    RingsideConfig.Database settings = Settings.ofProcess().read().database();
    if (!dryRun) {
      List<String> ran = SchemaState.update(settings);
      ran.forEach(each -> System.out.println("ran " + each));
      tell(SchemaState.started(settings), settings.schema());
    } else if (SchemaState.isMade(settings)) {
      SchemaState state = SchemaState.started(settings);
      state.pending().forEach(each -> System.out.println("would run " + each));
      tell(state, settings.schema());
    } else {
      System.out.println(
          "There is no database in %s yet: all would run.".formatted(settings.dataDir()));
    }
  }

  private static void tell(SchemaState state, String schema) {
    if (!state.later().isEmpty()) {
      System.out.println(
          "The schema %s is of a later Ringside, which has run %s; this one can serve beside it."
              .formatted(schema, String.join(", ", state.later())));
    }
    if (state.pending().isEmpty()) {
      System.out.println("The schema %s is up to date.".formatted(schema));
    }
  }
}
