package dev.ringside.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rules of axe-core, by which pages are judged for those who hear or type them. */
final class Axe {

  private static final Path SCRIPT = Path.of("src/test/webapp/node_modules/axe-core/axe.min.js");

  private Axe() {}

  /** What is wrong with a page as it is, each with where. */
  static List<String> violations(Page page) throws IOException {
    if (System.getenv("CI") == null) {
      assumeTrue(Files.exists(SCRIPT), "npm ci in src/test/webapp brings axe-core: it is missing");
    }
    page.evaluate(Files.readString(SCRIPT) + ";true");
    return ((List<?>)
            page.evaluate(
                """
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations.flatMap(
                  ({id, help, nodes}) => nodes.map(({target, failureSummary}) => `${id}: ${help} at ${target} ${failureSummary}`))\
                """))
        .stream().map(String::valueOf).toList();
  }
}
