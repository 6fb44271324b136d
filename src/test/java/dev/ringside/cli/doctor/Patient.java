package dev.ringside.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.ProgramProcess;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A set-up, by its settings in the environment, that the doctor is called to as a process. */
final class Patient {

  /** Stands in every login that is to be refused. */
  static final String WRONG = "hunter2-hunter2";

  private final Path folder;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<String> secrets = new ArrayList<>(List.of(WRONG, TestNode.KEY));

  /** One with the tests' PostgreSQL, and ports that are free. */
  Patient(Path folder, String schema) {
    this.folder = folder;
    secrets.add(TestPostgres.url().replaceFirst(".*password=", ""));
    with("RINGSIDE_DATABASE_URL", TestPostgres.url());
    with("RINGSIDE_DATABASE_SCHEMA", schema);
    with("RINGSIDE_HTTP_PORT", "0").with("RINGSIDE_SOCKET_PORT", "0");
  }

  Patient with(String variable, String value) {
    settings.put(variable, value);
    return this;
  }

  Patient without(String variable) {
    settings.remove(variable);
    return this;
  }

  /** What was found, line by line. */
  record Report(int status, List<String> lines) {

    /** There is a fault that says so, and so its status is that of a failure. */
    Report names(String what, String... words) {
      assertThat(status).as("%s", lines).isEqualTo(1);
      return says("fault", what, words);
    }

    Report warns(String what, String... words) {
      return says("warn ", what, words);
    }

    Report praises(String what, String... words) {
      return says("ok   ", what, words);
    }

    private Report says(String level, String what, String... words) {
      String start = level + "  " + what + ": ";
      assertThat(lines)
          .as("%s and %s", start, List.of(words))
          .anyMatch(line -> line.startsWith(start) && Stream.of(words).allMatch(line::contains));
      return this;
    }

    /** Nothing keeps it from working. */
    Report isSound() {
      assertThat(lines).noneMatch(line -> line.startsWith("fault"));
      assertThat(status).as("%s", lines).isZero();
      return this;
    }
  }

  /** Has it looked at; what is said holds no secret, and nothing is left behind. */
  Report examine(String... options) throws IOException, InterruptedException {
    List<Path> before = files();
    Process process = start(options);
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    for (String secret : secrets) {
      assertThat(out + err).doesNotContain(secret);
    }
    assertThat(out + err).doesNotContain("\tat ", "Exception");
    assertThat(files()).isEqualTo(before);
    return new Report(process.exitValue(), out.lines().toList());
  }

  private Process start(String... options) throws IOException {
    List<String> command = ProgramProcess.command("doctor");
    command.addAll(List.of(options));
    ProcessBuilder program = new ProcessBuilder(command).directory(folder.toFile());
    program.environment().keySet().removeIf(name -> name.startsWith("RINGSIDE_"));
    program.environment().putAll(settings);
    return program.start();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }
}
