package dev.ringside.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.app.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ringside's program in a process of its own, from the classes of the tests. */
public final class ProgramProcess {

  private ProgramProcess() {}

  /**
   * How it ended.
   *
   * @param output what it printed, errors among it
   */
  public record Ended(int status, String output) {}

  /** What starts it with these arguments. */
  public static List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs it to its end, with these settings by their variables. */
  public static Ended run(Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder program = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
    program.environment().putAll(settings);
    Process process = program.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
