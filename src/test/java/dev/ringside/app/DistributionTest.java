package dev.ringside.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.remote.NotifyCommand;
import dev.ringside.config.Setting;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/** What lies beside the program in the archive and the image says what the program does. */
class DistributionTest {

  private static final Path DISTRIBUTION = Path.of("src/main/dist");

  private static final Pattern PROPERTY = Pattern.compile("(?m)^#?(ringside\\.[a-z.]+)=");
  private static final Pattern VARIABLE = Pattern.compile("\\bRINGSIDE_[A-Z_]+");
  private static final Pattern SHORT_COMMANDS =
      Pattern.compile("(?m)^ {2}([a-z |]+) \\| --version \\| -V \\| --help \\| -h\\) ;;$");

  @Test
  void exampleSettings_areSettings() throws IOException {
    Set<String> settings =
        Arrays.stream(Setting.values()).map(Setting::property).collect(Collectors.toSet());

    Set<String> named =
        found(PROPERTY, DISTRIBUTION.resolve("conf/ringside.properties.example"), 1);

    assertThat(named).isNotEmpty();
    assertThat(settings).containsAll(named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Dockerfile", "docker-compose.yml", "src/main/dist/systemd/ringside.service"})
  void variables_ofHowItIsRun_areSettings(String file) throws IOException {
    Set<String> settings =
        Arrays.stream(Setting.values()).map(Setting::variable).collect(Collectors.toSet());
    settings.add("RINGSIDE_JAVA_OPTS");

    assertThat(settings).containsAll(found(VARIABLE, Path.of(file), 0));
  }

  /** Those that are started on the short class path are those that need nothing more. */
  @Test
  void launcher_knowsTheCommandsThatSpeakToANode() throws Exception {
    Set<String> launched = found(SHORT_COMMANDS, DISTRIBUTION.resolve("bin/ringside"), 1);

    assertThat(launched).hasSize(1);
    assertThat(launched.iterator().next().split(" \\| "))
        .containsExactlyInAnyOrderElementsOf(remoteCommands());
  }

  private static List<String> remoteCommands() throws Exception {
    URL one = NotifyCommand.class.getResource("NotifyCommand.class");
    Path remote = Path.of(Objects.requireNonNull(one).toURI()).resolveSibling("");
    try (Stream<Path> classes = Files.list(remote)) {
      return classes
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\w+\\.class"))
          .map(name -> "dev.ringside.cli.remote." + name.replace(".class", ""))
          .map(DistributionTest::named)
          .filter(name -> !name.isEmpty())
          .toList();
    }
  }

  private static String named(String type) {
    try {
      Command command = Class.forName(type).getAnnotation(Command.class);
      return command == null ? "" : command.name();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> found(Pattern pattern, Path file, int group) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult match) -> match.group(group))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
