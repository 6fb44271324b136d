package dev.ringside.page;

import static dev.ringside.page.GuideText.between;
import static dev.ringside.page.GuideText.found;
import static dev.ringside.page.GuideText.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/bell.md name what the bell's code has, and nothing that it has not. */
class BellGuideTest {

  private static final Path GUIDE = Path.of("docs/bell.md");
  private static final Path CODE = Path.of("src/main/webapp");
  private static final String BELL = read(CODE.resolve("ringside-bell.js"));
  private static final Set<String> STYLES =
      new TreeSet<>(List.of("info", "success", "warning", "error"));

  @Test
  void attributes_areThoseOfTheCode() {
    Set<String> observed =
        found(BELL, "observedAttributes = \\[([^\\]]+)\\]", "CONNECTION = \\[([^\\]]+)\\]");
    Set<String> code = found(String.join("\n", observed), "'([a-z-]+)'");
    code.addAll(found(BELL, "(?:get|has)Attribute\\('([a-z-]+)'\\)"));
    code.addAll(found(allOfTheBell(), ":host\\(\\[([a-z-]+)='"));
    assertThat(firstColumn("Attributes")).isEqualTo(code);
  }

  @Test
  void properties_areThoseOfTheCode() {
    assertThat(firstColumn("Properties")).isEqualTo(found(BELL, "(?m)^  get (\\w+)\\(\\)"));
  }

  @Test
  void methods_areThoseOfTheCode() {
    Set<String> code =
        found(
            BELL,
            "(?m)^  ((?!constructor|connectedCallback|disconnectedCallback)[a-z]\\w*\\(\\)) \\{");
    assertThat(firstColumn("Methods")).isEqualTo(code);
  }

  @Test
  void events_areThoseOfTheCode() {
    assertThat(firstColumn("Events")).isEqualTo(found(BELL, "#fire\\('([a-z-]+)'"));
  }

  @Test
  void slots_areThoseOfTheCode() {
    assertThat(firstColumn("Slots"))
        .isEqualTo(found(allOfTheBell(), "make\\('slot', \\{name: '([a-z]+)'"));
  }

  @Test
  void customProperties_areThoseOfTheCode() {
    assertThat(firstColumn("Colours and shapes"))
        .isEqualTo(found(allOfTheBell(), "(--ringside-[a-z-]+)"));
  }

  @Test
  void parts_areThoseOfTheCode() {
    Set<String> code = new TreeSet<>();
    String partsOfNodes = "\\bpart: ['`]([^'`]+)['`]";
    String partsOfButtons = "iconButton\\('([a-z-]+)'";
    for (String parts :
        found(allOfTheBell(), partsOfNodes, partsOfButtons, "part\\.toggle\\('([a-z-]+)'")) {
      for (String part : parts.split(" ", -1)) {
        if (part.endsWith("-${style}")) {
          STYLES.forEach(style -> code.add(part.replace("${style}", style)));
        } else if (!part.equals("${part}")) { // the name that iconButton was given
          code.add(part);
        }
      }
    }
    assertThat(firstColumn("Parts")).isEqualTo(code);
  }

  @Test
  void textsAndLanguages_areThoseOfTheCode() {
    String messages = read(CODE.resolve("bell-messages.js"));
    String english = between(messages, "const en = {", "\n};");
    String listed = between(read(GUIDE), "<!-- messages -->", "<!-- end -->");
    assertThat(found(listed, "`(\\w+)`")).isEqualTo(found(english, "(?m)^  (\\w+):"));
    String languages = between(messages, "LANGUAGES = {", "}");
    String builtIn = between(read(GUIDE), "Built in are ", ";");
    assertThat(found(builtIn, "`(\\w+)`")).isEqualTo(found(languages, "(\\w+)"));
  }

  /** What stands in backquotes in the first column of the table below a heading. */
  private static Set<String> firstColumn(String heading) {
    String section = between(read(GUIDE), "\n## " + heading + "\n", "\n## ");
    Set<String> cells = found(section, "(?m)^\\|([^|]+)\\|");
    return found(String.join("\n", cells), "`([^`]+)`");
  }

  private static String allOfTheBell() {
    try (Stream<Path> files = Files.list(CODE)) {
      return files
          .filter(file -> file.getFileName().toString().matches("(ringside-)?bell.*\\.js"))
          .map(GuideText::read)
          .reduce("", String::concat);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
