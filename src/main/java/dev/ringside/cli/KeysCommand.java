package dev.ringside.cli;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.identity.ApiKey;
import dev.ringside.identity.KeyTable;
import dev.ringside.identity.Overlap;
import dev.ringside.identity.Scope;
import dev.ringside.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The API keys. A key that was just made is alone on standard output, so that a script can take it;
 * words for people go to standard error.
 */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "API keys: what there is, and every change of it. Nodes follow within a second.")
final class KeysCommand {

  private static final String ROW = "%-36s  %-20s  %-14s  %-24s  %-24s  %s%n";

  private RingsideConfig settings() {
    return Settings.ofProcess().read();
  }

  @Command(mixinStandardHelpOptions = true, description = "Lists all keys, never themselves.")
  void list() {
    List<ApiKey> keys = Tables.within(settings().database(), KeyTable::all);
    System.out.printf(ROW, "ID", "NAME", "SCOPES", "CREATED", "ENDS", "LAST USED");
    for (ApiKey key : keys) {
      System.out.printf(
          ROW,
          key.id(),
          key.name(),
          key.scopes().stream().map(Scope::wire).collect(Collectors.joining(",")),
          time(key.createdAt(), ""),
          time(key.expiresAt(), "never"),
          time(key.lastUsedAt(), "never"));
    }
  }

  private static String time(@Nullable Instant time, String otherwise) {
    String text = Json.time(time);
    return text == null ? otherwise : text;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Makes a key and prints it, this once, on standard output.")
  void create(
      @Parameters(paramLabel = "NAME", description = "What people will call it.") String name,
      @Option(
              names = "--scopes",
              required = true,
              split = ",",
              paramLabel = "SCOPE",
              description = "What it may do: ${COMPLETION-CANDIDATES}, separated by commas.")
          List<Scope> scopes,
      @Option(
              names = "--ttl-seconds",
              paramLabel = "SECONDS",
              description = "How long it is good; for ever where this is left out.")
          @Nullable Long ttlSeconds) {
    ApiKey.Draft draft = ApiKey.Draft.of(name, scopes, ttlSeconds);
    show(Tables.within(settings().database(), transaction -> KeyTable.create(transaction, draft)));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Makes a key of the same name and scopes; the old one ends after the overlap.")
  void rotate(
      @Parameters(paramLabel = "ID", description = "The id of the key, as listed.") UUID id,
      @Option(
              names = "--overlap-seconds",
              defaultValue = "3600",
              paramLabel = "SECONDS",
              description = "How long the old key stays good (by default ${DEFAULT-VALUE}).")
          long overlapSeconds) {
    Duration overlap = Overlap.checked(overlapSeconds);
    show(
        Tables.within(
            settings().database(), transaction -> KeyTable.rotate(transaction, id, overlap)));
  }

  private static void show(ApiKey.Made made) {
    System.err.println(
        "The key %s, %s, with the scopes %s; it is shown this once:"
            .formatted(
                made.name(),
                made.id(),
                made.scopes().stream().map(Scope::wire).collect(Collectors.joining(", "))));
    System.out.println(made.key());
  }

  @Command(mixinStandardHelpOptions = true, description = "Ends a key at once.")
  void revoke(
      @Parameters(paramLabel = "ID", description = "The id of the key, as listed.") UUID id) {
    RingsideConfig settings = settings();
    boolean configured = settings.identity().apiKey() != null;
    boolean _ =
        Tables.within(
            settings.database(),
            transaction -> {
              KeyTable.revoke(transaction, id, configured);
              return true;
            });
    System.out.println("The key is gone; every node refuses it within a second.");
  }
}
