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

  private final Map<String, String> environment = System.getenv();

  /** The file, once it was needed: a pipe can be read but once. */
  private @Nullable Properties kept;

  /** A client, with all its times as they are. */
  Ringside open() {
    return builder().build();
  }

  /** The same, to be set otherwise. */
  RingsideBuilder builder() {
    Properties _ = kept();
    String key = setting("RINGSIDE_API_KEY", "api-key");
    if (key == null) {
      throw new SetupException("no API key: set RINGSIDE_API_KEY, or api-key in " + file() + ".");
    }
    try {
      return Ringside.builder(URI.create(address()), key);
    } catch (IllegalArgumentException e) {
      throw new SetupException(String.valueOf(e.getMessage()));
    }
  }

  /** Where Ringside is; one that is given in several ways is one. */
  String address() {
    String given = server == null ? setting("RINGSIDE_URL", "url") : server;
    return given == null ? DEFAULT : ServerAddress.plain(given.strip());
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
    Properties known = kept;
    if (known == null) {
      known = read(file());
      kept = known;
    }
    return known;
  }

  private Properties read(Path file) {
    Properties lines = new Properties();
    if (config != null || Files.exists(file)) {
      if (Files.isDirectory(file)) {
        throw new SetupException(file + " is a folder, not a file of settings.");
      }
      try (Reader reader = Files.newBufferedReader(file)) {
        lines.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new SetupException(file + " cannot be read.");
      }
    }
    return lines;
  }

  /** Where such lines are looked for. */
  Path file() {
    return config == null ? Folders.settings(environment).resolve("client.properties") : config;
  }
}
