package dev.ringside.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads a running Ringside over loopback and measures it; see {@code --help}. Ends with 0 if all
 * went well, 1 if something was lost or failed, and 2 if the scenario could not be run.
 */
public final class Bench {

  private static final int GOOD = 0;
  private static final int FAILED = 1;
  private static final int NOT_RUN = 2;

  private static final List<Scenario> SCENARIOS =
      List.of(
          new Publish(),
          new Push(),
          new Fanout(),
          new Idle(),
          new Storm(),
          new Stall(),
          new Login(),
          new Sweep(),
          new Everyone(),
          new Room(),
          new Direct(),
          new Outbox());

  private Bench() {}

  /** Runs one scenario. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /** Runs one scenario, and returns the exit code. */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      if (arguments.isEmpty() || arguments.getFirst().equals("--help")) {
        out.print(help());
        return arguments.isEmpty() ? NOT_RUN : GOOD;
      }
      Scenario scenario = scenario(arguments.getFirst());
      List<String> rest = arguments.subList(1, arguments.size());
      if (rest.contains("--help")) {
        out.print(help(scenario));
        return GOOD;
      }
      Options options = Options.parse(rest, known(scenario));
      try (EventLoop loop = new EventLoop()) {
        Report report = scenario.run(options, loop);
        out.print(options.isOn("json") ? report.json() : report.table());
        return report.isGood() ? GOOD : FAILED;
      }
    } catch (BenchException e) {
      err.println(e.getMessage());
      return NOT_RUN;
    } catch (IOException e) {
      err.println("Failed: " + e.getMessage());
      return NOT_RUN;
    }
  }

  private static Scenario scenario(String name) {
    return SCENARIOS.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new BenchException("'" + name + "' is not a command; see --help."));
  }

  private static List<Options.Option> known(Scenario scenario) {
    return Stream.concat(scenario.options().stream(), Scenario.COMMON.stream()).toList();
  }

  private static String help() {
    StringBuilder text = new StringBuilder("Loads a running Ringside: ringside bench COMMAND");
    text.append(System.lineSeparator());
    for (Scenario scenario : SCENARIOS) {
      text.append(String.format("  %-9s %s%n", scenario.name(), scenario.summary()));
    }
    text.append(String.format("COMMAND --help tells its options.%n"));
    return text.toString();
  }

  private static String help(Scenario scenario) {
    StringBuilder text = new StringBuilder(scenario.name() + ": " + scenario.summary());
    text.append(System.lineSeparator());
    for (Options.Option option : known(scenario)) {
      String standard =
          option.isFlag() || option.standard() == null ? "" : " (" + option.standard() + ")";
      text.append(String.format("  --%-16s %s%s%n", option.name(), option.help(), standard));
    }
    return text.toString();
  }
}
