package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bell in a real browser against a real node: what a person does with it. */
class BellTest extends BellPages {

  @AfterEach
  void nothingComplained() {
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void bell_pastedIntoABarePage_showsWhatIsUnread() {
    String user = freshUser();
    publish(user, "{\"title\":\"Export ready\",\"content\":\"1,204 rows\",\"style\":\"success\"}");
    Page page = open(user);
    assertThat(badge(page)).hasText("1");
    openPanel(page);
    assertThat(rows(page)).hasCount(1);
    assertThat(rows(page).first()).containsText("Export ready");
    assertThat(rows(page).first()).containsText("1,204 rows");
  }

  @Test
  void twoTabsAndTwoUsers_eachSeeTheirOwnAndAgree() {
    String ada = freshUser();
    String grace = freshUser();
    BrowserContext hers = person();
    Page first = open(hers, ada);
    Page second = open(hers, ada);
    Page other = open(grace);
    publish(ada, "{\"title\":\"one\"}");
    publish(ada, "{\"title\":\"two\"}");
    for (Page page : new Page[] {first, second}) {
      assertThat(badge(page)).hasText("2");
    }
    assertThat(badge(other)).isHidden();
    openPanel(first);
    first.bringToFront();
    rows(first).first().locator(".row-main").click();
    assertThat(badge(second)).hasText("1");
    openPanel(second);
    second.locator("ringside-bell .read-all").click();
    assertThat(badge(first)).isHidden();
    assertThat(badge(second)).isHidden();
    rows(second).first().hover();
    rows(second).first().locator(".remove").click();
    assertThat(rows(first)).hasCount(1);
    assertThat(rows(second)).hasCount(1);
  }

  @Test
  void job_thatReports_movesItsBarInPlace() {
    String user = freshUser();
    job(user, "{\"title\":\"Exporting\",\"progress\":10}");
    publish(user, "{\"title\":\"Something else\"}");
    Page page = open(user);
    openPanel(page);
    Locator bar = rows(page).nth(1).locator("[role=progressbar]");
    assertThat(bar).hasAttribute("aria-valuenow", "10");
    Object before = page.evaluate("window.kept = " + ROWS + "[1]; true");
    assertThat(before).isEqualTo(true);
    job(user, "{\"title\":\"Exporting\",\"progress\":70}");
    assertThat(bar).hasAttribute("aria-valuenow", "70");
    assertThat(page.evaluate("window.kept === " + ROWS + "[1]")).isEqualTo(true);
    job(user, "{\"title\":\"Export ready\",\"style\":\"success\",\"link\":\"/exports/7\"}");
    assertThat(rows(page).first()).containsText("Export ready");
    assertThat(rows(page).first().locator("a.row-main"))
        .hasAttribute("href", shop.origin() + "/exports/7");
    assertThat(page.evaluate("window.kept === " + ROWS + "[0]")).isEqualTo(true);
  }

  @Test
  void jobOfItsOwn_isShownFromItsStartToItsEnd() {
    String user = freshUser();
    String job = "/api/users/" + user + "/jobs/nightly";
    node.call("PUT", job, "{\"title\":\"Nightly\",\"step\":\"reading\"}");
    Page page = open(user);
    openPanel(page);
    Locator row = rows(page).first();
    Locator bar = row.locator("[role=progressbar]");
    assertThat(bar).isVisible();
    assertThat(bar).hasClass(Pattern.compile(".*\\bunknown\\b.*"));
    assertThat(bar.getAttribute("aria-valuenow")).isNull();
    assertThat(row.locator(".progress")).containsText("sec");

    node.call("PUT", job, "{\"progress\":40,\"step\":\"writing\"}");
    assertThat(bar).hasAttribute("aria-valuenow", "40");
    assertThat(row).containsText("writing");
    assertThat(row.locator(".progress")).containsText("40% · ");

    node.call("POST", job + "/done", "{\"text\":\"1,204 rows\",\"link\":\"/exports/7\"}");
    assertThat(row).containsText("1,204 rows");
    assertThat(bar).isHidden();
    assertThat(row.locator(".progress")).hasText(Pattern.compile("^\\d+ (sec|min)$"));
    assertThat(row).hasAttribute("data-style", "success");
  }

  @Test
  void link_clicked_isReadAndFollowed() {
    String user = freshUser();
    publish(user, "{\"title\":\"Invoice\",\"link\":\"/invoices/7\"}");
    shop.page("/invoices/7", "<!doctype html><title>Invoice 7</title><p>Invoice 7");
    Page page = open(user);
    openPanel(page);
    rows(page).first().locator("a").click();
    page.waitForURL("**/invoices/7");
    eventuallyUnread(user, 0);
    browser.complaints(); // The page that is left may say that its socket was cut.
  }

  @Test
  void opening_preventedByThePage_goesNowhereButIsRead() {
    String user = freshUser();
    publish(user, "{\"title\":\"Invoice\",\"link\":\"/invoices/7\",\"data\":{\"invoice\":7}}");
    Page page = open(user);
    page.evaluate(
        """
        document.addEventListener('ringside-open', (event) => {
          event.preventDefault();
          document.querySelector('h2').textContent = 'Invoice ' + event.detail.data.invoice;
        })\
        """);
    openPanel(page);
    rows(page).first().locator("a").click();
    assertThat(page.locator("h2").first()).hasText("Invoice 7");
    assertThat(badge(page)).isHidden();
    assertThat(page.url()).endsWith("/" + user);
  }

  @Test
  void view_whereItCountsAsReading_readsWhatIsInSight() {
    String user = freshUser();
    for (int i = 1; i <= 30; i++) {
      publish(user, "{\"title\":\"Number " + i + "\",\"content\":\"to be seen\"}");
    }
    Page page = open(user, "read-on=\"view\"");
    assertThat(badge(page)).hasText("30");
    openPanel(page);
    assertThat(badge(page)).not().hasText("30");
    assertThat(rows(page).first()).not().hasClass(java.util.regex.Pattern.compile("unread"));
    assertThat(rows(page).last()).hasClass(java.util.regex.Pattern.compile("unread"));
  }

  @Test
  void older_onScroll_areLoadedToTheLast() {
    String user = freshUser();
    for (int i = 1; i <= 130; i++) {
      publish(user, "{\"title\":\"Number " + i + "\"}");
    }
    Page page = open(user);
    openPanel(page);
    assertThat(badge(page)).hasText("99+");
    for (int i = 0; i < 20 && rows(page).count() < 130; i++) {
      rows(page).last().scrollIntoViewIfNeeded();
      page.waitForTimeout(100);
    }
    assertThat(rows(page)).hasCount(130);
    assertThat(rows(page).last()).containsText("Number 1");
    assertThat(page.locator("ringside-bell .more")).isHidden();
  }

  @Test
  void filter_ofUnread_keepsWhatIsReadUntilOneLooksAway() {
    String user = freshUser();
    publish(user, "{\"title\":\"first\"}");
    publish(user, "{\"title\":\"second\"}");
    Page page = open(user);
    openPanel(page);
    Locator unread = page.locator("ringside-bell .filters button").nth(1);
    unread.click();
    assertThat(unread).hasAttribute("aria-pressed", "true");
    rows(page).first().locator(".row-main").click();
    assertThat(badge(page)).hasText("1");
    assertThat(rows(page)).hasCount(2);
    unread.click();
    assertThat(rows(page)).hasCount(1);
    rows(page).first().locator(".row-main").click();
    unread.click();
    assertThat(page.locator("ringside-bell .empty")).containsText("All caught up");
  }

  @Test
  void data_withMarkup_isShownAsText() {
    String user = freshUser();
    String evil = "<img src=x onerror=alert(1)><b>bold</b>";
    Page page = open(user);
    publish(user, "{\"title\":\"" + evil + "\",\"content\":\"" + evil + "\"}");
    openPanel(page);
    assertThat(rows(page).first()).containsText(evil);
    assertThat(rows(page).first().locator("img, b")).hasCount(0);
    assertThat(page.locator("ringside-bell .polite img")).hasCount(0);
  }

  @Test
  void row_drawnByThePage_standsInThePagesOwnStyles() {
    String user = freshUser();
    publish(user, "{\"title\":\"Order 7\",\"data\":{\"total\":\"9.90\"}}");
    Page page = open(user);
    page.evaluate(
        """
        document.querySelector('ringside-bell').renderNotification = ({title, data}) => {
          const card = document.createElement('article');
          card.textContent = `${title}: ${data.total}`;
          return card;
        };
        true\
        """);
    openPanel(page);
    assertThat(page.locator("ringside-bell > article")).hasText("Order 7: 9.90");
    assertThat(page.locator("ringside-bell > article")).isVisible();
    page.evaluate(
        "document.querySelector('ringside-bell').client.read([...document"
            + ".querySelector('ringside-bell').client.inbox.rows.keys()])");
    assertThat(badge(page)).isHidden();
    assertThat(page.locator("ringside-bell > article")).hasCount(1);
    page.evaluate("document.querySelector('ringside-bell > article').tabIndex = 0");
    page.locator("ringside-bell > article").focus();
    page.keyboard().press("r");
    assertThat(badge(page)).hasText("1");
    page.locator("ringside-bell > article")
        .evaluate("(card) => { card.tabIndex = 0; card.focus() }");
    page.keyboard().press("Delete");
    assertThat(page.locator("ringside-bell > article")).hasCount(0);
  }

  @Test
  void title_ofThePage_countsWhatIsUnread() {
    String user = freshUser();
    Page page = open(user, "title-badge");
    assertThat(page).hasTitle("Shop");
    publish(user, "{\"title\":\"one\"}");
    assertThat(page).hasTitle("(1) Shop");
    page.evaluate("document.title = 'Orders'");
    assertThat(page).hasTitle("(1) Orders");
    page.evaluate("document.querySelector('ringside-bell').removeAttribute('title-badge')");
    assertThat(page).hasTitle("Orders");
  }

  @Test
  void bell_movedInThePage_keepsItsConnection() {
    String user = freshUser();
    Page page = open(user);
    publish(user, "{\"title\":\"one\"}");
    assertThat(badge(page)).hasText("1");
    page.evaluate(
        """
        const bell = document.querySelector('ringside-bell');
        window.before = bell.client;
        document.querySelector('main').append(bell);\
        """);
    publish(user, "{\"title\":\"two\"}");
    assertThat(badge(page)).hasText("2");
    assertThat(page.evaluate("window.before === document.querySelector('ringside-bell').client"))
        .isEqualTo(true);
    page.evaluate("document.querySelector('ringside-bell').remove()");
    page.waitForCondition(() -> "closed".equals(page.evaluate("window.before.status")));
  }

  @Test
  void twoBells_thatCountInTheTitle_showTheHigherOne() {
    String ada = freshUser();
    String grace = freshUser();
    shop.bell(
        ada,
        "title-badge",
        "lang=\"en\"",
        "<ringside-bell title-badge token-url=\"/ringside-token?user="
            + grace
            + "\"></ringside-bell>");
    Page page = person().newPage();
    page.navigate(shop.origin() + "/" + ada);
    publish(ada, "{\"title\":\"one\"}");
    assertThat(page).hasTitle("(1) Shop");
    publish(grace, "{\"title\":\"one\"}");
    publish(grace, "{\"title\":\"two\"}");
    assertThat(page).hasTitle("(2) Shop");
  }

  @Test
  void language_thatIsWrittenAsALocale_isUnderstood() {
    String user = freshUser();
    shop.bell(user, "", "lang=\"de_AT\"", "");
    Page page = open(person(), user);
    assertThat(bell(page)).hasAccessibleName("Mitteilungen");
  }

  @Test
  void bell_takenOutWhileOpenAndPutBackForAnother_showsNothingOfTheFirst() {
    String ada = freshUser();
    String grace = freshUser();
    Page page = open(ada);
    publish(ada, "{\"title\":\"secret\"}");
    assertThat(toasts(page)).hasCount(1);
    openPanel(page);
    publish(ada, "{\"title\":\"secret too\"}");
    page.evaluate("window.bell = document.querySelector('ringside-bell'); bell.remove()");
    page.evaluate(
        "bell.setAttribute('token-url', '/ringside-token?user="
            + grace
            + "'); document.querySelector('header').append(bell)");
    awaitStatus(page, "current");
    assertThat(bell(page)).hasAttribute("aria-expanded", "false");
    publish(grace, "{\"title\":\"for Grace\"}");
    assertThat(toasts(page)).hasCount(1);
    assertThat(toasts(page)).containsText("for Grace");
    openPanel(page);
    assertThat(rows(page)).hasCount(1);
  }

  @Test
  void person_whoWasSignedOut_leavesNothingToBeRead() {
    String user = freshUser();
    Page page = open(user, "title-badge");
    publish(user, "{\"title\":\"secret\"}");
    assertThat(badge(page)).hasText("1");
    assertThat(node.call("DELETE", "/api/users/" + user + "/sessions", null).status())
        .isEqualTo(204);
    awaitStatus(page, "refused");
    assertThat(badge(page)).isHidden();
    assertThat(page).hasTitle("Shop");
    openPanel(page);
    assertThat(rows(page)).hasCount(0);
    assertThat(toasts(page)).hasCount(0);
  }
}
