package dev.ringside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.push.CloseCode;
import dev.ringside.wire.Problem;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The documents say what the code does. Their tables that stand between two marks are compared with
 * it, or, with {@code -Ddocs.write=true}, written from it.
 */
@NullMarked
class DocsTest {

  private static final Path PROTOCOL = Path.of("docs/protocol.md");
  private static final boolean WRITE = Boolean.getBoolean("docs.write");

  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

  @Test
  void closeCodes_ofTheProtocol_areThoseOfTheCode() throws IOException {
    String rows =
        Arrays.stream(CloseCode.values())
            .map(
                code ->
                    "| %d | %s | %s |"
                        .formatted(code.code(), code.reason(), code.comesBack() ? "yes" : "no"))
            .collect(Collectors.joining("\n"));
    check("close-codes", "| code | reason | come back |\n|---|---|---|\n" + rows);
  }

  @Test
  void problems_ofTheProtocol_areThoseOfTheCode() throws IOException {
    String rows =
        Arrays.stream(Problem.Kind.values())
            .map(kind -> "| `%s` | %d | %s |".formatted(kind.type(), kind.status(), kind.title()))
            .collect(Collectors.joining("\n"));
    check("problems", "| type | status | title |\n|---|---|---|\n" + rows);
  }

  private static void check(String mark, String table) throws IOException {
    String page = Files.readString(PROTOCOL);
    String start = "<!-- " + mark + " -->\n";
    int from = page.indexOf(start) + start.length();
    int to = page.indexOf("\n<!-- end -->", from);
    assertThat(page).as("the marks of a table").contains(start);
    assertThat(to).as("the end of the table after %s", start).isPositive();
    if (WRITE) {
      Files.writeString(PROTOCOL, page.substring(0, from) + table + page.substring(to));
    } else {
      assertThat(page.substring(from, to))
          .as("the table %s of %s; -Ddocs.write=true writes it anew", mark, PROTOCOL)
          .isEqualTo(table);
    }
  }

  @Test
  void links_betweenDocuments_lead() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (String link : links(Files.readString(page))) {
        if (!link.contains("://") && !leads(page, link)) {
          broken.add(page + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> top = Files.list(Path.of(""))) {
      return Stream.concat(docs, top)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static List<String> links(String page) {
    String prose = CODE_BLOCK.matcher(page).replaceAll("");
    return LINK.matcher(prose).results().map(found -> found.group(1)).toList();
  }

  private static boolean leads(Path page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(decoded(parts[0])).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1
        || !target.toString().endsWith(".md")
        || anchors(Files.readString(target)).contains(parts[1]);
  }

  private static String decoded(String link) {
    return URLDecoder.decode(link.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** What a heading is called in a link, as the usual renderers make it. */
  private static List<String> anchors(String page) {
    return HEADING
        .matcher(CODE_BLOCK.matcher(page).replaceAll(""))
        .results()
        .map(MatchResult::group)
        .map(heading -> heading.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
