package dev.ringside.cli.remote;

import dev.ringside.client.Ringside;
import dev.ringside.client.RingsideBuilder;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where Ringside is and who calls: an option, else the environment, else the file {@code
 * client.properties} in the platform's folder for settings. The key is no option, since others on
 * the machine can read those.
 */
final class Remote {

  private static final String DEFAULT = "http://127.0.0.1:8080";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = {
        "Where Ringside is; else RINGSIDE_URL, else url in the file, else " + DEFAULT + "."
      })
  private @Nullable String server;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "A file with url, api-key and user, one a line; by default client.properties in the folder"
            + " ringside of where your settings are (~/.config).",
        "The key is taken from RINGSIDE_API_KEY, else from there."
      })
  private @Nullable Path config;

  /** What the environment says, and what tests give in its place. */
  private final Map<String, String> environment = System.getenv();

  /** A client, with all its times as they are. */
  Ringside open() {
    return builder().build();
  }

  /** The same, to be set otherwise. */
  RingsideBuilder builder() {
    if (config != null && !Files.isReadable(config)) {
      throw new CommandException(Exit.MISUSED, config + " cannot be read.");
    }
    String key = setting("RINGSIDE_API_KEY", "api-key");
    if (key == null) {
      throw new CommandException(
          Exit.MISUSED, "no API key: set RINGSIDE_API_KEY, or api-key in " + file() + ".");
    }
    try {
      return Ringside.builder(URI.create(address()), key);
    } catch (IllegalArgumentException e) {
      throw new CommandException(Exit.MISUSED, String.valueOf(e.getMessage()));
    }
  }

  /** Where Ringside is, as it was given. */
  String address() {
    String given = server == null ? setting("RINGSIDE_URL", "url") : server;
    return given == null ? DEFAULT : given;
  }

  /** Where ends of jobs are kept that could not be told. */
  Spool spool() {
    return new Spool(Folders.state(environment).resolve("spool"));
  }

  /** What a variable says, else a line of the file; null where neither does. */
  @Nullable String setting(String variable, String property) {
    String given = environment.getOrDefault(variable, "").strip();
    if (!given.isEmpty()) {
      return given;
    }
    String kept = kept().getProperty(property, "").strip();
    return kept.isEmpty() ? null : kept;
  }

  private Properties kept() {
    Properties kept = new Properties();
    Path file = file();
    if (config != null || Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        kept.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new CommandException(Exit.MISUSED, file + " cannot be read.");
      }
    }
    return kept;
  }

  /** Where such lines are looked for. */
  Path file() {
    return config == null ? Folders.settings(environment).resolve("client.properties") : config;
  }
}
