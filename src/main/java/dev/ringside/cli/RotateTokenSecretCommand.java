package dev.ringside.cli;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.identity.Overlap;
import dev.ringside.identity.SecretTable;
import dev.ringside.wire.Json;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs users' tokens with a new secret. */
@Command(
    name = "rotate-token-secret",
    mixinStandardHelpOptions = true,
    description = "Signs users' tokens with a new secret. Nodes follow within a second.")
final class RotateTokenSecretCommand implements Runnable {

  @Option(
      names = "--overlap-seconds",
      defaultValue = "3600",
      paramLabel = "SECONDS",
      description =
          "How long tokens stay good that were signed before (by default ${DEFAULT-VALUE}).")
  private long overlapSeconds;

  @Override
  public void run() {
    RingsideConfig settings = Settings.ofProcess().read();
    Overlap.requireStored(settings.identity());
    Duration overlap = Overlap.checked(overlapSeconds);
    Instant end =
        Tables.within(settings.database(), transaction -> SecretTable.rotate(transaction, overlap));
    System.out.println(
        "Tokens are signed with a new secret; those signed before end at %s at the latest."
            .formatted(Json.time(end)));
  }
}
