package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bell for those who use no mouse, do not see it, or read from right to left. */
class BellAccessTest extends BellPages {

  private static NewContextOptions options() {
    return new NewContextOptions().setLocale("en-GB").setViewportSize(900, 640);
  }

  private void someOfEach(String user) {
    job(user, "{\"title\":\"Exporting\",\"progress\":40}");
    publish(user, "{\"title\":\"Paid\",\"style\":\"success\",\"link\":\"/orders/1\"}");
    publish(user, "{\"title\":\"Nearly full\",\"style\":\"warning\",\"content\":\"91 %\"}");
    publish(user, "{\"title\":\"Card refused\",\"style\":\"error\",\"content\":\"Try another\"}");
  }

  @Test
  void axe_findsNothing_inAnyState() throws Exception {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      String user = freshUser();
      BrowserContext person =
          keep(
              browser.person(
                  options().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE)));
      shop.bell(user, "system-notifications");
      Page page = open(person, user);
      assertThat(Axe.violations(page)).as("closed, " + scheme).isEmpty();
      openPanel(page);
      assertThat(Axe.violations(page)).as("empty, " + scheme).isEmpty();
      someOfEach(user);
      assertThat(rows(page)).hasCount(4);
      assertThat(Axe.violations(page)).as("unread, " + scheme).isEmpty();
      page.locator("ringside-bell .read-all").click();
      assertThat(badge(page)).isHidden();
      rows(page).first().hover();
      assertThat(Axe.violations(page)).as("read, " + scheme).isEmpty();
      page.keyboard().press("Escape");
      publish(user, "{\"title\":\"Card refused\",\"style\":\"error\",\"content\":\"Again\"}");
      assertThat(toasts(page)).hasCount(1);
      assertThat(Axe.violations(page)).as("toast, " + scheme).isEmpty();
      goOffline(page);
      openPanel(page);
      assertThat(Axe.violations(page)).as("offline, " + scheme).isEmpty();
      goOnline(page);
    }
  }

  @Test
  void axe_findsNothing_fromRightToLeft() throws Exception {
    String user = freshUser();
    shop.bell(user, "", "lang=\"ar\" dir=\"rtl\"", "");
    someOfEach(user);
    Page page = open(keep(browser.person(options().setReducedMotion(ReducedMotion.REDUCE))), user);
    openPanel(page);
    assertThat(rows(page)).hasCount(4);
    assertThat(page.locator("ringside-bell .heading")).hasText("الإشعارات");
    assertThat(Axe.violations(page)).isEmpty();
  }

  @Test
  void panel_fromRightToLeft_opensAtTheBellsOtherEnd() {
    String user = freshUser();
    shop.bell(user, "", "lang=\"ar\" dir=\"rtl\"", "");
    Page page = open(person(), user);
    openPanel(page);
    double bellLeft = bell(page).boundingBox().x;
    assertThat(page.locator("ringside-bell .panel").boundingBox().x).isEqualTo(bellLeft);
  }

  @Test
  void keyboardAlone_doesAllOfIt() {
    String user = freshUser();
    for (int i = 1; i <= 4; i++) {
      publish(user, "{\"title\":\"Number " + i + "\"}");
    }
    Page page = open(user);
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    assertThat(focused(page)).contains("Notifications, 4 unread");
    page.keyboard().press("Enter");
    assertThat(bell(page)).hasAttribute("aria-expanded", "true");
    assertThat(focused(page)).contains("Number 4");
    page.keyboard().press("ArrowDown");
    assertThat(focused(page)).contains("Number 3");
    page.keyboard().press("Enter");
    assertThat(badge(page)).hasText("3");
    assertThat(focused(page)).as("reading moves no focus").contains("Number 3");
    // A key acts on what its row shows, which follows the badge with the next picture.
    assertThat(rows(page).nth(1)).not().hasClass(Pattern.compile("unread"));
    page.keyboard().press("r");
    assertThat(badge(page)).hasText("4");
    page.keyboard().press("Delete");
    assertThat(rows(page)).hasCount(3);
    page.waitForCondition(() -> focused(page).contains("Number 2"));
    page.keyboard().press("End");
    assertThat(focused(page)).contains("Number 1");
    page.keyboard().press("Home");
    assertThat(focused(page)).contains("Number 4");
    publish(user, "{\"title\":\"Number 5\"}");
    assertThat(rows(page)).hasCount(4);
    assertThat(focused(page)).as("what arrives moves no focus").contains("Number 4");
    page.keyboard().press("Tab");
    assertThat(focused(page)).isEqualTo("Mark as read");
    page.keyboard().press("Space");
    assertThat(badge(page)).hasText("3");
    page.keyboard().press("Tab");
    assertThat(focused(page)).isEqualTo("Delete");
    page.keyboard().press("Shift+Tab");
    page.keyboard().press("Shift+Tab");
    page.keyboard().press("Shift+Tab");
    assertThat(focused(page)).isEqualTo("Unread 3");
    page.keyboard().press("Shift+Tab");
    page.keyboard().press("Shift+Tab");
    page.keyboard().press("Shift+Tab");
    assertThat(focused(page)).isEqualTo("Mark all as read");
    page.keyboard().press("Enter");
    assertThat(badge(page)).isHidden();
    page.keyboard().press("Escape");
    assertThat(bell(page)).hasAttribute("aria-expanded", "false");
    assertThat(focused(page)).as("the focus is given back").contains("Notifications");
  }

  /** What a screen reader would call what has the focus. */
  private static String focused(Page page) {
    return String.valueOf(
        page.evaluate(
            """
            () => {
              let at = document.activeElement;
              while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
              return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
            }\
            """));
  }

  @Test
  void arrival_isSaidToThoseWhoListen() {
    String user = freshUser();
    Page page = open(user);
    assertThat(page.locator("ringside-bell [aria-live=polite]")).hasText("");
    publish(user, "{\"title\":\"Paid\",\"style\":\"success\"}");
    assertThat(page.locator("ringside-bell [aria-live=polite]")).hasText("Success: Paid");
    publish(user, "{\"title\":\"Refused\",\"style\":\"error\",\"content\":\"Try another\"}");
    assertThat(page.locator("ringside-bell [aria-live=assertive]"))
        .hasText("Error: Refused: Try another");
    openPanel(page);
    assertThat(page.locator("ringside-bell [role=dialog]"))
        .hasAccessibleName(Pattern.compile("Notifications"));
    assertThat(rows(page).first().locator(".row-main"))
        .hasAccessibleName(Pattern.compile("Unread, Error\\. Refused ?Try another"));
  }

  @Test
  void languages_areThosesOfThePageAndOfTheirNumbers() {
    String user = freshUser();
    publish(user, "{\"title\":\"one\"}");
    publish(user, "{\"title\":\"two\"}");
    shop.bell(user, "", "lang=\"de\"", "");
    Page page = open(person(), user);
    assertThat(bell(page)).hasAccessibleName("Mitteilungen, 2 ungelesen");
    setLanguage(page, "fr");
    assertThat(bell(page)).hasAccessibleName("Notifications, 2 non lues");
    setLanguage(page, "ar");
    assertThat(bell(page)).hasAccessibleName("الإشعارات، إشعاران غير مقروءين");
    setLanguage(page, "tlh");
    assertThat(bell(page)).hasAccessibleName("Notifications, 2 unread");
    page.evaluate(
        "document.querySelector('ringside-bell').messages = {label: 'Post', labelUnread: 'Post:"
            + " {count}'}");
    assertThat(bell(page)).hasAccessibleName("Post: 2");
  }

  private static void setLanguage(Page page, String language) {
    page.evaluate("document.querySelector('ringside-bell').lang = '" + language + "'");
  }

  @Test
  void motion_thatIsNotWanted_isNotMade() {
    String user = freshUser();
    shop.bell(user, "");
    Page page = open(keep(browser.person(options().setReducedMotion(ReducedMotion.REDUCE))), user);
    publish(user, "{\"title\":\"one\"}");
    assertThat(toasts(page)).hasCount(1);
    assertThat(
            page.evaluate(
                "document.querySelector('ringside-bell').shadowRoot.getAnimations().length"))
        .isEqualTo(0);
  }

  @Test
  void forcedColors_keepTheBadgeAndWhatIsUnreadInSight() {
    String user = freshUser();
    publish(user, "{\"title\":\"one\"}");
    Page page = open(keep(browser.person(options().setForcedColors(ForcedColors.ACTIVE))), user);
    assertThat(badge(page)).hasText("1");
    openPanel(page);
    assertThat(
            page.evaluate(
                "getComputedStyle("
                    + ROWS
                    + "[0], '::before').backgroundColor !== 'rgba(0, 0, 0, 0)'"))
        .isEqualTo(true);
  }
}
