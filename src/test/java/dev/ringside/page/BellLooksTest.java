package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Clip;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Pictures of every state of the bell, in {@code target/bell}, for people to look at. With {@code
 * -Ddocs.write=true} the README's picture is made anew.
 */
class BellLooksTest extends BellPages {

  private static final Path FOLDER = Path.of("target/bell");
  private static final Path README_PICTURE = Path.of("docs/bell.png");
  private static final int README_PICTURE_BYTES = 100_000;

  private static NewContextOptions options(ColorScheme scheme) {
    return new NewContextOptions()
        .setLocale("en-GB")
        .setViewportSize(760, 620)
        .setColorScheme(scheme)
        .setReducedMotion(ReducedMotion.REDUCE);
  }

  private static void picture(Page page, String name) throws IOException {
    Path file = FOLDER.resolve(name + ".png");
    page.mouse().move(1, 600);
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
    assertThat(Files.size(file)).isPositive();
  }

  private void story(String user) {
    publish(user, "{\"title\":\"Welcome, Ada\",\"content\":\"Your trial runs until 3 December.\"}");
    node.call("POST", "/api/users/" + user + "/notifications/read", "{\"through\":1}");
    publish(
        user,
        "{\"title\":\"Grace mentioned you\",\"content\":\"“@ada could you look at the new pricing"
            + " page before Thursday? I left notes in the margin and would like to hear what you"
            + " think of the second column above all.”\",\"link\":\"/pages/pricing\"}");
    publish(
        user,
        "{\"title\":\"Storage is nearly full\",\"style\":\"warning\",\"content\":\"9.1 of 10 GB"
            + " are used.\"}");
    publish(
        user,
        "{\"title\":\"Payment failed\",\"style\":\"error\",\"content\":\"The card that ends in"
            + " 4242 was refused.\",\"link\":\"/billing\"}");
    job(user, "{\"title\":\"Exporting orders\",\"content\":\"1,204 rows so far\",\"progress\":60}");
  }

  @Test
  void everyState_inEveryLight() throws IOException {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      String user = freshUser();
      String light = scheme.name().toLowerCase(java.util.Locale.ROOT);
      shop.bell(user, "system-notifications");
      Page page = open(keep(browser.person(options(scheme))), user);
      openPanel(page);
      picture(page, light + "-1-empty");
      story(user);
      assertThat(rows(page)).hasCount(5);
      picture(page, light + "-2-unread");
      page.locator("ringside-bell .filters button").nth(1).click();
      page.locator("ringside-bell .read-all").click();
      assertThat(badge(page)).isHidden();
      page.locator("ringside-bell .filters button").nth(0).click();
      picture(page, light + "-3-read");
      page.locator("ringside-bell .filters button").nth(1).click();
      picture(page, light + "-4-all-caught-up");
      page.locator("ringside-bell .filters button").nth(0).click();
      goOffline(page);
      picture(page, light + "-5-offline");
      goOnline(page);
      page.keyboard().press("ArrowDown");
      page.keyboard().press("ArrowDown");
      picture(page, light + "-6-keyboard");
      bell(page).click();
      publish(
          user, "{\"title\":\"Export ready\",\"style\":\"success\",\"content\":\"1,204 rows\"}");
      publish(user, "{\"title\":\"Payment failed again\",\"style\":\"error\"}");
      assertThat(toasts(page)).hasCount(2);
      picture(page, light + "-7-toasts");
      page.evaluate("document.querySelector('ringside-bell').setAttribute('token-url', '/nobody')");
      awaitStatus(page, "refused");
      openPanel(page);
      picture(page, light + "-8-refused");
    }
  }

  @Test
  void otherWays_toLookAtIt() throws IOException {
    String user = freshUser();
    story(user);
    shop.bell(user, "", "lang=\"ar\" dir=\"rtl\"", "");
    Page arabic = open(keep(browser.person(options(ColorScheme.LIGHT))), user);
    openPanel(arabic);
    assertThat(rows(arabic)).hasCount(5);
    picture(arabic, "right-to-left");
    shop.bell(user, "");
    Page forced =
        open(
            keep(browser.person(options(ColorScheme.DARK).setForcedColors(ForcedColors.ACTIVE))),
            user);
    openPanel(forced);
    assertThat(rows(forced)).hasCount(5);
    picture(forced, "forced-colors");
    Page phone =
        open(
            keep(
                browser.person(
                    options(ColorScheme.LIGHT)
                        .setViewportSize(360, 620)
                        .setHasTouch(true)
                        .setIsMobile(true))),
            user);
    openPanel(phone);
    assertThat(rows(phone)).hasCount(5);
    picture(phone, "phone");
    Page german = open(keep(browser.person(options(ColorScheme.LIGHT))), user);
    german.evaluate(
        "document.documentElement.lang = 'de'; document.querySelector('ringside-bell').lang ="
            + " 'de'");
    german.addStyleTag(new Page.AddStyleTagOptions().setUrl("/theme.css"));
    openPanel(german);
    picture(german, "themed");
  }

  @Test
  void readmePicture_showsTheBellAsItIs() throws IOException {
    String user = freshUser();
    story(user);
    shop.bell(user, "");
    Page page =
        open(keep(browser.person(options(ColorScheme.LIGHT).setViewportSize(640, 560))), user);
    openPanel(page);
    assertThat(rows(page)).hasCount(5);
    page.mouse().move(1, 500);
    Path made = FOLDER.resolve("readme.png");
    page.screenshot(new Page.ScreenshotOptions().setPath(made).setClip(new Clip(0, 0, 640, 560)));
    assertThat(Files.size(made)).isLessThan(README_PICTURE_BYTES);
    if (Boolean.getBoolean("docs.write")) {
      Files.copy(made, README_PICTURE, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(README_PICTURE).exists();
  }
}
