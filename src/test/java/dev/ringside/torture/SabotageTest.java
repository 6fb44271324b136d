package dev.ringside.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The patches that break the code on purpose still fit it, so that they can be tried at any time.
 */
class SabotageTest {

  private static final Path PATCHES = Path.of("src/test/sabotage");

  static List<Path> patches() throws IOException {
    try (Stream<Path> files = Files.list(PATCHES)) {
      List<Path> patches =
          files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
      assertThat(patches).hasSize(6);
      return patches;
    }
  }

  @ParameterizedTest
  @MethodSource("patches")
  void patch_fitsTheCode(Path patch) throws IOException {
    String code = "";
    List<String> before = new ArrayList<>();
    List<String> lines = Files.readAllLines(patch);
    lines.add("@@");
    for (String line : lines) {
      if (line.startsWith("--- a/") || line.startsWith("@@")) {
        assertThat(code).contains(String.join("\n", before));
        before.clear();
      }
      if (line.startsWith("--- a/")) {
        code = Files.readString(Path.of(line.substring("--- a/".length())));
      } else if (line.startsWith(" ") || (line.startsWith("-") && !line.startsWith("---"))) {
        before.add(line.substring(1));
      }
    }
  }
}
