package dev.ringside.cli.doctor;

import dev.ringside.cli.remote.Exit;
import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.config.SettingsTrial;
import dev.ringside.config.StartException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what is wrong with a set-up, and what to do. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Finds out what is wrong with a set-up, and says what to do. Changes nothing.",
    footer = {
      "",
      "  ringside doctor",
      "  ringside doctor --url https://app.example.org --watch 60",
      "",
      "It takes the settings that serve takes, and may run before a node, or beside one.",
      "Exit status: 0 without a fault, 1 with one."
    })
public final class DoctorCommand implements Callable<Integer> {

  private static final int LONGEST = 600;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The address that browsers use, behind a proxy: it is looked at as by one of them.")
  private @Nullable String url;

  @Option(
      names = "--origin",
      paramLabel = "ORIGIN",
      description = "That of the pages that connect there; by default of that address.")
  private @Nullable String origin;

  @Option(
      names = "--watch",
      defaultValue = "0",
      paramLabel = "SECONDS",
      description = "How long an idle socket is watched there; longer than the heartbeat, 25 s.")
  private int watch;

  @Option(
      names = "--limit-seconds",
      defaultValue = "5",
      paramLabel = "1-600",
      description = "How long an answer may take (by default ${DEFAULT-VALUE}).")
  private int limitSeconds;

  @Option(names = "--json", description = "Prints JSON, a line each, instead of words.")
  private boolean asJson;

  @Override
  public Integer call() throws InterruptedException {
    if (limitSeconds < 1 || limitSeconds > LONGEST || watch < 0) {
      throw misused("--limit-seconds must be from 1 to 600, and --watch not below 0.");
    }
    if (url == null && (origin != null || watch > 0)) {
      throw misused("--origin and --watch are about the address that --url names.");
    }
    URI base = base();
    Settings settings;
    try {
      settings = Settings.ofProcess();
    } catch (StartException e) {
      new Notes("settings", Secrets.none(), this::print).fault(String.valueOf(e.getMessage()));
      return Exit.FAILED.status();
    }
    SettingsTrial trial = SettingsTrial.of(settings);
    RingsideConfig config = trial.config();
    Secrets secrets = config == null ? Secrets.none() : Secrets.of(config);
    List<Check> checks = new ArrayList<>();
    checks.add(new SettingsCheck(trial, settings));
    if (config != null) {
      checks.addAll(checks(config, trial, base));
    }
    boolean sound =
        new Examination(secrets, Duration.ofSeconds(limitSeconds), this::print).make(checks);
    return (sound ? Exit.DONE : Exit.FAILED).status();
  }

  /** What a setting that is wrong is about is left out: that it is wrong was said. */
  private List<Check> checks(RingsideConfig config, SettingsTrial trial, @Nullable URI base) {
    Duration limit = Duration.ofSeconds(limitSeconds);
    List<Check> checks = new ArrayList<>();
    checks.add(new MachineCheck(config));
    DatabaseCheck database = new DatabaseCheck(config, limit);
    if (!trial.isWrong("ringside.database.") && !trial.isWrong("ringside.data.")) {
      checks.addAll(database(config, database));
      if (!trial.isWrong("ringside.broker") && !trial.isWrong("ringside.redis.")) {
        checks.add(new BrokerCheck(config, database, limit));
      }
    }
    PortsCheck ports = new PortsCheck(config, limit);
    if (!trial.isWrong("ringside.http.") && !trial.isWrong("ringside.socket.")) {
      checks.add(ports);
      checks.add(new KeyCheck(config.identity().apiKey(), ports::node, limit));
    }
    if (base != null) {
      String page = origin == null ? Target.origin(base) : origin;
      checks.add(new ProxyCheck(new Target(config, base, page, limit, Duration.ofSeconds(watch))));
    }
    return checks;
  }

  private static List<Check> database(RingsideConfig config, DatabaseCheck database) {
    if (config.database().url() != null) {
      return List.of(database);
    }
    EmbeddedCheck embedded = new EmbeddedCheck(config);
    return List.of(embedded, new Only(embedded::isRunning, database));
  }

  private @Nullable URI base() {
    try {
      return url == null ? null : Target.base(url);
    } catch (IllegalArgumentException e) {
      throw misused("--url must be an address such as https://app.example.org.");
    }
  }

  private ParameterException misused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  private void print(Finding finding) {
    System.out.println(asJson ? finding.json().toString() : finding.line());
  }
}
