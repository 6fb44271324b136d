package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of docs/bell.md, taken from there and run in a browser under the policy that stands
 * there.
 */
class BellSnippetsTest extends BellPages {

  private static final Path DOCUMENT = Path.of("docs/bell.md");
  private static final Path TOOLS = Path.of("src/test/webapp");
  private static final String SHELL =
      """
      <!doctype html>
      <html lang="en">
        <head><meta charset="utf-8"><title>Shop</title></head>
        <body>%s</body>
      </html>
      """;

  @TempDir private Path folder;

  private String user = "";

  @BeforeEach
  void enter() {
    user = freshUser();
    shop.policy(snippet("policy").strip());
  }

  @AfterEach
  void nothingWasRefused() {
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void twoLines_inABarePage_ring() {
    Page page = visit("/two-lines", SHELL.formatted(snippet("two-lines")));
    assertRings(page);
  }

  @Test
  void html_andItsScript_tellWhatHappens() {
    shop.page("/shop.js", snippet("html-script"));
    Page page = visit("/html", snippet("html"));
    assertRings(page);
    assertThat(toasts(page)).hasCount(1);
    publish(user, "{\"title\":\"Hello\",\"category\":\"chat\"}");
    assertThat(page.locator("#waiting")).hasText("2 waiting");
    assertThat(page).hasTitle("(2) Shop");
    assertThat(toasts(page)).hasCount(1);
  }

  @Test
  void react_setsPropertiesAndHearsEvents() throws Exception {
    assertComponentWorks("react", "Header.jsx");
  }

  @Test
  void vue_setsPropertiesAndHearsEvents() throws Exception {
    assertComponentWorks("vue", "Header.vue");
  }

  @Test
  void htmx_fetchesAnewWhenSomethingRings_andKeepsTheBell() throws Exception {
    installed();
    shop.page(
        "/htmx.min.js", Files.readString(TOOLS.resolve("node_modules/htmx.org/dist/htmx.min.js")));
    shop.page("/orders", "<p>No orders</p>");
    String html = snippet("htmx");
    shop.page("/customers", html.replace("Shop</title>", "Customers</title>"));
    Page page = visit("/htmx", html);
    assertThat(page.locator("main")).hasText("No orders");
    shop.page("/orders", "<p>One order</p>");
    assertRings(page);
    assertThat(page.locator("main")).hasText("One order");

    page.evaluate("window.client = document.querySelector('ringside-bell').client");
    page.getByText("Customers").click();
    assertThat(page).hasTitle("Customers");
    assertThat(page.locator("main")).hasText("One order");
    publish(user, "{\"title\":\"Another\"}");
    assertThat(badge(page)).hasText("2");
    assertThat(page.evaluate("client === document.querySelector('ringside-bell').client"))
        .isEqualTo(true);
  }

  @Test
  void rows_areDrawnByThePage() {
    shop.page("/shop.js", snippet("rows"));
    Page page = visit("/html", snippet("html"));
    String chat =
        """
        {"content":"Lunch?","category":"chat","link":"/chat","data":{"from":"<b>Ada</b>"}}\
        """;
    publish(user, "{\"title\":\"Export ready\"}");
    publish(user, chat);
    openPanel(page);
    assertThat(rows(page)).hasCount(2);
    assertThat(page.locator("ringside-bell > a.chat")).hasText("<b>Ada</b>: Lunch?");
    assertThat(page.locator("ringside-bell > a.chat")).isVisible();
    assertThat(page.locator("ringside-bell .row-title").getByText("Export ready")).isVisible();
  }

  @Test
  void language_isAdded() {
    shop.page("/dutch.js", snippet("languages"));
    String scripts = "<script type=\"module\" src=\"/dutch.js\"></script>" + snippet("two-lines");
    Page page = visit("/nl", SHELL.formatted(scripts).replace("\"en\"", "\"nl-BE\""));
    openPanel(page);
    assertThat(page.locator("ringside-bell .heading")).hasText("Meldingen");
  }

  @Test
  void document_hasNoOtherBlocksToRun() throws IOException {
    assertThat(Snippet.all(DOCUMENT))
        .extracting(Snippet::name)
        .containsExactly(
            "two-lines",
            "policy",
            "html",
            "html-script",
            "react",
            "vue",
            "htmx",
            "rows",
            "languages")
        .hasSize((int) Snippet.marks(DOCUMENT));
  }

  /**
   * It shows the count by an event, has its heading by a property, and its router follows links.
   */
  private void assertComponentWorks(String name, String file) throws Exception {
    installed();
    shop.page("/" + name + ".js", bundled(name, file));
    String body =
        """
        <div id="app"></div><p id="went"></p><script type="module" src="/%s.js"></script>\
        """
            .formatted(name);
    Page page = visit("/" + name, SHELL.formatted(body));
    assertRings(page);
    assertThat(page.locator("h1")).hasText("Shop (1)");
    openPanel(page);
    assertThat(page.locator("ringside-bell .heading")).hasText("What is new");
    rows(page).first().locator("a").click();
    assertThat(page.locator("#went")).hasText("/exports/7");
    assertThat(page.locator("ringside-bell .panel")).isHidden();
    assertThat(page.locator("h1")).hasText("Shop (0)");
    assertThat(page.url()).endsWith("/" + name);
  }

  private String bundled(String name, String file) throws Exception {
    Path component = folder.resolve(file);
    Path bundle = folder.resolve("bundle.js");
    Path said = folder.resolve("said");
    Files.writeString(component, snippet(name));
    Process bundler =
        new ProcessBuilder(
                "node",
                TOOLS.resolve("bundle.mjs").toString(),
                component.toString(),
                bundle.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(bundler.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(bundler.exitValue()).as(Files.readString(said, UTF_8)).isZero();
    return Files.readString(bundle);
  }

  /** The packages of src/test/webapp, which not every developer needs. */
  private static void installed() {
    boolean installed = Files.isDirectory(TOOLS.resolve("node_modules/esbuild"));
    if (System.getenv("CI") == null) {
      assumeTrue(installed, "no node_modules in " + TOOLS + ": React, Vue and htmx are not tested");
    }
    assertThat(installed).as("in CI, `npm ci --prefix %s` must have run", TOOLS).isTrue();
  }

  /** Of the document, with the addresses of this test's node in place of the example's. */
  private String snippet(String name) {
    return Snippet.of(DOCUMENT, name)
        .replace("https://ringside.example.org", "http://127.0.0.1:" + node.httpPort())
        .replace("wss://ringside.example.org", "ws://127.0.0.1:" + network.port());
  }

  /** Opens a page of the shop as somebody who is signed in there. */
  private Page visit(String path, String html) {
    BrowserContext person = person();
    person.addCookies(List.of(new Cookie("user", user).setUrl(shop.origin())));
    Page page = person.newPage();
    page.navigate(shop.page(path, html));
    awaitStatus(page, "current");
    return page;
  }

  private void assertRings(Page page) {
    publish(user, "{\"title\":\"Export ready\",\"link\":\"/exports/7\"}");
    assertThat(badge(page)).hasText("1");
    assertThat(toasts(page)).containsText("Export ready");
  }
}
