package dev.ringside.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page about the command line, against the table in the code. */
class CommandLinePageTest {

  @Test
  void exitStatus_isThatOfTheTable() throws Exception {
    List<String> page = Files.readAllLines(Path.of("docs", "command-line.md"));

    assertThat(page)
        .containsAll(
            Arrays.stream(Exit.values())
                .map(each -> "| " + each.status() + " | " + each.meaning() + " |")
                .toList());
  }
}
