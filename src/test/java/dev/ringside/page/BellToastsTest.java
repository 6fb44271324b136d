package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Toasts and the system's notifications: once per person, over all tabs. */
class BellToastsTest extends BellPages {

  /** Counts what was ever shown, since a toast may be gone before one looks. */
  private static final String COUNTING =
      """
      window.toasts = [];
      const watch = () => {
        const box = document.querySelector('ringside-bell')?.shadowRoot?.querySelector('.toasts');
        if (!box) return setTimeout(watch, 10);
        new MutationObserver((changes) => {
          for (const {addedNodes} of changes)
            for (const node of addedNodes) window.toasts.push(node.querySelector('.row-title').textContent);
        }).observe(box, {childList: true});
      };
      watch();
      """;

  /** Lets a test say whether the page can be seen, as a browser without a window cannot. */
  private static final String SEEING =
      """
      let seen = 'visible';
      Object.defineProperty(document, 'visibilityState', {get: () => seen});
      window.beSeen = (state) => {
        seen = state;
        document.dispatchEvent(new Event('visibilitychange'));
      };
      """;

  private static final String SYSTEM =
      """
      window.told = [];
      window.Notification = class {
        static permission = 'granted';
        constructor(title, options) { window.told.push(`${title}: ${options.body}`); }
        close() {}
      };
      """;

  private BrowserContext prepared(String... scripts) {
    BrowserContext person = person();
    Stream.of(scripts).forEach(person::addInitScript);
    return person;
  }

  private static List<String> shown(Page page, String kept) {
    return ((List<?>) page.evaluate("window." + kept)).stream().map(String::valueOf).toList();
  }

  private static List<String> shownBy(List<Page> pages, String kept) {
    return pages.stream().flatMap(page -> shown(page, kept).stream()).toList();
  }

  @Test
  void manyTabs_ofOnePerson_showOneToast() {
    String user = freshUser();
    BrowserContext person = prepared(COUNTING);
    List<Page> pages = IntStream.range(0, 6).mapToObj(i -> open(person, user)).toList();
    for (int i = 1; i <= 3; i++) {
      publish(user, "{\"title\":\"Number " + i + "\"}");
    }
    for (Page page : pages) {
      assertThat(badge(page)).hasText("3");
    }
    pages.getFirst().waitForCondition(() -> shownBy(pages, "toasts").size() == 3);
    pages.getFirst().waitForTimeout(300);
    assertThat(shownBy(pages, "toasts")).containsExactly("Number 1", "Number 2", "Number 3");
  }

  @Test
  void tabThatShows_closed_leavesItToAnother() {
    String user = freshUser();
    BrowserContext person = prepared(COUNTING);
    Page first = open(person, user);
    Page second = open(person, user);
    publish(user, "{\"title\":\"one\"}");
    second.waitForCondition(() -> shownBy(List.of(first, second), "toasts").size() == 1);
    boolean byFirst = !shown(first, "toasts").isEmpty();
    Page other = byFirst ? second : first;
    (byFirst ? first : second).close();
    publish(user, "{\"title\":\"two\"}");
    other.waitForCondition(() -> shown(other, "toasts").equals(List.of("two")));
  }

  @Test
  void tabsThatNobodySees_showNothing() {
    String user = freshUser();
    BrowserContext person = prepared(COUNTING, SEEING);
    Page page = open(person, user);
    page.evaluate("beSeen('hidden')");
    publish(user, "{\"title\":\"one\"}");
    assertThat(badge(page)).hasText("1");
    page.waitForTimeout(200);
    assertThat(shown(page, "toasts")).isEmpty();
    page.evaluate("beSeen('visible')");
    publish(user, "{\"title\":\"two\"}");
    page.waitForCondition(() -> shown(page, "toasts").contains("two"));
  }

  @Test
  void turn_thatWandersWhileItRings_neitherLosesNorDoubles() {
    String user = freshUser();
    BrowserContext person = prepared(COUNTING, SEEING);
    Page first = open(person, user);
    Page second = open(person, user);
    first.evaluate("document.querySelector('ringside-bell').setAttribute('toast-seconds', '0.05')");
    second.evaluate(
        "document.querySelector('ringside-bell').setAttribute('toast-seconds', '0.05')");
    for (int i = 0; i < 20; i++) {
      Page away = i % 2 == 0 ? first : second;
      publish(user, "{\"title\":\"Number " + i + "\"}");
      away.evaluate("beSeen('hidden')");
      away.evaluate("beSeen('visible')");
      int expected = i + 1;
      second.waitForCondition(() -> shownBy(List.of(first, second), "toasts").size() >= expected);
    }
    assertThat(shownBy(List.of(first, second), "toasts")).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void manyAtOnce_areOneToastThatCounts() {
    String user = freshUser();
    Page page = open(user);
    goOffline(page);
    for (int i = 1; i <= 8; i++) {
      publish(user, "{\"title\":\"Number " + i + "\"}");
    }
    goOnline(page);
    assertThat(toasts(page)).hasCount(1);
    assertThat(toasts(page)).containsText("8 new notifications");
    toasts(page).locator(".row-main").click();
    assertThat(rows(page)).hasCount(8);
    assertThat(toasts(page)).hasCount(0);
  }

  @Test
  void toast_readElsewhereOrClicked_goes() {
    String user = freshUser();
    BrowserContext person = person();
    Page page = open(person, user);
    publish(user, "{\"title\":\"one\"}");
    assertThat(toasts(page)).hasCount(1);
    node.call("POST", "/api/users/" + user + "/notifications/read", "{\"through\":1}");
    assertThat(toasts(page)).hasCount(0);
    publish(user, "{\"title\":\"two\"}");
    toasts(page).locator(".row-main").click();
    assertThat(toasts(page)).hasCount(0);
    assertThat(badge(page)).isHidden();
  }

  @Test
  void toast_thatThePageWantsToShowItself_isNotShown() {
    String user = freshUser();
    Page page = open(user);
    page.evaluate(
        """
        document.addEventListener('ringside-toast', (event) => {
          event.preventDefault();
          document.querySelector('h2').textContent = event.detail.title;
        })\
        """);
    publish(user, "{\"title\":\"mine\"}");
    assertThat(page.locator("h2").first()).hasText("mine");
    assertThat(toasts(page)).hasCount(0);
  }

  @Test
  void quietChanges_andRowsMadeUnread_doNotRing() {
    String user = freshUser();
    BrowserContext person = prepared(COUNTING);
    Page page = open(person, user);
    job(user, "{\"title\":\"Job\",\"progress\":1}");
    page.waitForCondition(() -> shown(page, "toasts").size() == 1);
    job(user, "{\"title\":\"Job\",\"progress\":2}");
    node.call("POST", "/api/users/" + user + "/notifications/read", "{\"through\":9}");
    assertThat(badge(page)).isHidden();
    page.evaluate(
        "document.querySelector('ringside-bell').client.unread([...document"
            + ".querySelector('ringside-bell').client.inbox.rows.keys()])");
    assertThat(badge(page)).hasText("1");
    page.waitForTimeout(200);
    assertThat(shown(page, "toasts")).hasSize(1);
  }

  @Test
  void systemNotification_comesOnceAndOnlyWhileNobodyLooks() {
    String user = freshUser();
    shop.bell(user, "system-notifications");
    BrowserContext person = prepared(SYSTEM, SEEING);
    Page first = open(person, user);
    Page second = open(person, user);
    publish(user, "{\"title\":\"seen\",\"content\":\"in the page\"}");
    assertThat(badge(second)).hasText("1");
    first.evaluate("beSeen('hidden')");
    second.evaluate("beSeen('hidden')");
    publish(user, "{\"title\":\"away\",\"content\":\"over the page\"}");
    first.waitForCondition(() -> !shownBy(List.of(first, second), "told").isEmpty());
    first.waitForTimeout(200);
    assertThat(shownBy(List.of(first, second), "told")).containsExactly("away: over the page");
  }
}
