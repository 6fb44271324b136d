package dev.ringside.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/settings.md} what the table in the code says; {@code -Ddocs.write=true} writes
 * it.
 */
class SettingsPageTest {

  private static final Path PAGE = Path.of("docs/settings.md");

  private static final String HEAD =
      """
      # Settings

      Each setting is given as a system property (`-Dringside.http.port=8080`), as an environment variable
      (`RINGSIDE_HTTP_PORT=8080`) or as a line of `ringside.properties` in the working directory
      (`ringside.http.port=8080`); the first of these that names it wins. Times are in seconds and may have a
      fraction. A wrong value ends the start with a sentence that names the variable; a name that is no setting
      is warned about.

      This page is made from the table in the code (`dev.ringside.config.Setting`); after a change there,
      `mvn test -Dtest=SettingsPageTest -Ddocs.write=true` writes it anew.

      | variable | default | description |
      |---|---|---|
      """;

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Setting setting : Setting.values()) {
      page.append("| `").append(setting.variable()).append("` | ");
      page.append(setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`");
      page.append(" | ").append(setting.description().replace("|", "\\|")).append(" |\n");
    }
    return page.toString().replace("|  |", "| |");
  }

  @Test
  void page_isWhatTheTableSays() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page());
    }
    assertThat(PAGE).hasContent(page());
  }
}
