package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ringside.support.TestNode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo page in a real browser against a real node. */
class DemoPageTest extends BellPages {

  /** For pages of its own. */
  @Override
  TestNode startNode() throws SQLException {
    return TestNode.start();
  }

  private Page demo(NewContextOptions options) {
    Page page = keep(browser.person(options)).newPage();
    page.navigate("http://127.0.0.1:" + node.httpPort() + "/#key=" + TestNode.KEY);
    for (String person : new String[] {"ada", "grace"}) {
      assertThat(window(page, person).locator("ringside-bell .bell"))
          .hasAttribute("data-status", "current");
    }
    return page;
  }

  private static NewContextOptions wide() {
    return new NewContextOptions().setLocale("en-GB").setViewportSize(1280, 860);
  }

  private static FrameLocator window(Page page, String person) {
    return page.frameLocator("#" + person);
  }

  private static Locator badgeOf(Page page, String person) {
    return window(page, person).locator("ringside-bell .badge");
  }

  private void readAll() {
    for (String person : new String[] {"ada", "grace"}) {
      node.call("POST", "/api/users/" + person + "/notifications/read", "{\"through\":1000000000}");
    }
  }

  @Test
  void wholeStory_isSeenByBoth() {
    readAll();
    Page page = demo(wide());
    FrameLocator ada = window(page, "ada");
    assertThat(badgeOf(page, "ada")).isHidden();
    ada.locator("#mention").click();
    assertThat(badgeOf(page, "grace")).hasText("1");
    assertThat(window(page, "grace").locator("ringside-bell .toast"))
        .containsText("Ada mentioned you");
    ada.locator("#pay").click();
    assertThat(badgeOf(page, "ada")).hasText("1");
    ada.locator("#export").click();
    ada.locator("ringside-bell .bell").click();
    Locator first = ada.locator("ringside-bell .row").first();
    assertThat(first.locator("[role=progressbar]"))
        .hasAttribute("aria-valuenow", Pattern.compile("[1-9]\\d"));
    page.mouse().move(1, 1);
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target/bell/demo.png")).setFullPage(true));
    assertThat(first).containsText("Export ready");
    assertThat(page.locator("#code-ring")).containsText("curl -X PUT");
    assertThat(page.locator("#code-ring")).not().containsText(TestNode.KEY);
    assertThat(page.locator("#frames")).containsText("\"type\":\"inbox\"");
    assertThat(page.locator("#frames")).not().containsText("\"token\"");
    page.locator("#reveal").check();
    assertThat(page.locator("#code-ring")).containsText(TestNode.KEY);
    window(page, "grace").locator("ringside-bell .bell").click();
    window(page, "grace").locator("ringside-bell .row a").first().click();
    assertThat(window(page, "grace").locator("#order-1043")).hasClass("meant");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void network_cutAndPutBack_bringsWhatWasMissed() {
    readAll();
    Page page = demo(wide());
    FrameLocator grace = window(page, "grace");
    grace.locator("#network").click();
    assertThat(grace.locator("#network-said")).containsText("stands still");
    for (int i = 0; i < 3; i++) {
      window(page, "ada").locator("#mention").click();
      assertThat(window(page, "ada").locator("#answer")).containsText("Grace was told");
    }
    eventuallyUnread("grace", 3);
    assertThat(badgeOf(page, "grace")).isHidden();
    grace.locator("#network").click();
    assertThat(badgeOf(page, "grace")).hasText("3");
  }

  @Test
  void demo_inTheDarkAndOnAPhone_isPictured() {
    Page dark = demo(wide().setColorScheme(ColorScheme.DARK));
    dark.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target/bell/demo-dark.png"))
            .setFullPage(true));
    Page phone = demo(wide().setViewportSize(390, 800));
    assertThat(phone.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    phone.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target/bell/demo-phone.png"))
            .setFullPage(true));
  }

  @Test
  void key_thatIsWrong_isToldPlainlyAndNotKept() {
    Page page = person().newPage();
    page.navigate("http://127.0.0.1:" + node.httpPort() + "/#key=wrong");
    assertThat(page.locator("#key-problem")).not().hasText("");
    assertThat(page.locator("#stage")).isHidden();
    page.reload();
    assertThat(page.locator("#key-card")).isVisible();
    assertThat(page.locator("#key-problem")).hasText("");
    browser.complaints();
  }
}
