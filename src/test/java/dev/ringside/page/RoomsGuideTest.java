package dev.ringside.page;

import static dev.ringside.page.GuideText.between;
import static dev.ringside.page.GuideText.found;
import static dev.ringside.page.GuideText.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tables of docs/rooms.md name what the client's declarations have, and nothing else. */
class RoomsGuideTest {

  private static final String GUIDE = read(Path.of("docs/rooms.md"));
  private static final String TYPES = read(Path.of("src/main/webapp/ringside-rooms.d.ts"));

  @Test
  void options_areThoseOfTheDeclarations() {
    String declared = between(TYPES, "interface RoomsOptions", "\n}");
    Set<String> code = found(declared, "(?m)^  (\\w+)\\?:");
    code.addAll(found(between(declared, "Pick<Options,", ">"), "'(\\w+)'"));
    assertThat(firstColumn("\n### Options\n")).isEqualTo(code);
  }

  @Test
  void connection_hasWhatIsDeclared() {
    assertThat(firstColumn("\n### The connection\n"))
        .isEqualTo(membersOf("export class RingsideRooms"));
  }

  @Test
  void room_hasWhatIsDeclared_andItsEventsToo() {
    Set<String> code = membersOf("export interface Room extends");
    code.addAll(found(between(TYPES, "interface RoomEvents", "\n}"), "(?m)^  (\\w+): Event"));
    assertThat(firstColumn("\n### A room\n")).isEqualTo(code);
  }

  private static Set<String> membersOf(String declaration) {
    String body = between(TYPES, declaration, "\n}");
    Set<String> all = found(body, "(?m)^  readonly (\\w+)", "(?m)^  (\\w+)\\(");
    all.remove("constructor");
    return all;
  }

  /** The words that begin what stands in backquotes in the first column of a section's tables. */
  private static Set<String> firstColumn(String heading) {
    String section = between(GUIDE + "\n##", heading, "\n##");
    Set<String> cells = found(section, "(?m)^\\|((?! event of| of|-)[^|]+)\\|");
    return found(String.join("\n", cells), "`(\\w+)[^`]*`");
  }
}
