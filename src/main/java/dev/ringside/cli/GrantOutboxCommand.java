package dev.ringside.cli;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.config.StartException;
import dev.ringside.outbox.OutboxGrant;
import dev.ringside.persistence.SideDoor;
import java.sql.Connection;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a role of the database insert into the outbox. */
@Command(
    name = "grant-outbox",
    mixinStandardHelpOptions = true,
    description = "Lets a role of the database insert into the outbox, and nothing else.")
final class GrantOutboxCommand implements Runnable {

  @Parameters(paramLabel = "ROLE", description = "The role, which must be there.")
  private String role = "";

  @Override
  public void run() {
    RingsideConfig.Database settings = Settings.ofProcess().read().database();
    try (Connection connection = SideDoor.open(settings)) {
      OutboxGrant.grant(connection, settings.schema(), role);
    } catch (SQLException e) {
      throw new StartException("The database refuses it: " + e.getMessage(), e);
    }
    System.out.println(
        "The role %s may insert into the outbox, and was granted nothing else.".formatted(role));
  }
}
