package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.ringside.support.Browser;
import dev.ringside.support.Eventually;
import dev.ringside.support.Relay;
import dev.ringside.support.TestNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** What the tests of the bell share: a node, a shop whose pages have a bell, and a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
abstract class BellPages {

  /** The rows of the list, in a script. */
  static final String ROWS =
      "document.querySelector('ringside-bell').shadowRoot.querySelectorAll('.row')";

  private static final AtomicInteger users = new AtomicInteger();

  Browser browser;
  TestNode node;
  Shop shop;

  /** What sockets go through: going offline does not cut those that a browser has. */
  Relay network;

  private final List<BrowserContext> people = new ArrayList<>();

  @BeforeAll
  void start() throws Exception {
    browser = Browser.start();
    shop = Shop.open(0);
    network = new Relay(0);
    node = startNode();
    network.target(node.socketPort());
    shop.use(node, node.httpPort(), network.port());
  }

  /** A node for pages of the shop's origin, whose sockets go through the relay. */
  TestNode startNode() throws SQLException {
    return TestNode.start(
        "ringside.allowed.origins",
        shop.origin(),
        "ringside.public.socket.url",
        "ws://127.0.0.1:" + network.port() + "/ws");
  }

  @AfterEach
  void leave() {
    people.forEach(BrowserContext::close);
    people.clear();
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
    if (node != null) {
      shop.close();
      network.close();
      node.close();
    }
  }

  static String freshUser() {
    return "user" + users.incrementAndGet();
  }

  BrowserContext person() {
    return keep(browser.person());
  }

  BrowserContext keep(BrowserContext person) {
    people.add(person);
    return person;
  }

  Page open(String user) {
    return open(user, "");
  }

  Page open(String user, String attributes) {
    shop.bell(user, attributes);
    return open(person(), user);
  }

  /** Opens the user's page in a tab of this person, and waits for the bell to be current. */
  Page open(BrowserContext person, String user) {
    if (!shop.has(user)) {
      shop.bell(user, "");
    }
    Page page = person.newPage();
    page.navigate(shop.origin() + "/" + user);
    awaitStatus(page, "current");
    return page;
  }

  /** The network goes, for all pages. */
  void goOffline(Page page) {
    page.context().setOffline(true);
    network.shut();
    awaitStatus(page, "offline");
  }

  /** The network is back, which browsers tell their pages. */
  void goOnline(Page page) {
    network.open();
    page.context().setOffline(false);
    awaitStatus(page, "current");
  }

  /** Waits until a script is true; the page's policy forbids that it waits by itself. */
  static void await(Page page, String script) {
    page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate(script)));
  }

  static void awaitStatus(Page page, String status) {
    assertThat(bell(page)).hasAttribute("data-status", status);
  }

  static Locator bell(Page page) {
    return page.locator("ringside-bell button.bell");
  }

  static Locator badge(Page page) {
    return page.locator("ringside-bell .badge");
  }

  static Locator rows(Page page) {
    return page.locator("ringside-bell .row");
  }

  static Locator toasts(Page page) {
    return page.locator("ringside-bell .toast");
  }

  static void openPanel(Page page) {
    bell(page).click();
    assertThat(page.locator("ringside-bell .panel")).isVisible();
  }

  void publish(String user, String draft) {
    assertThat(node.publish(user, draft).status()).isEqualTo(201);
  }

  /** Makes or replaces the one job of the user. */
  void job(String user, String draft) {
    String path = "/api/users/" + user + "/notifications/by-key/job";
    assertThat(node.call("PUT", path, draft).status()).isBetween(200, 201);
  }

  void eventuallyUnread(String user, int unread) {
    Eventually.holds(
        () -> unread + " unread",
        () ->
            node.call("GET", "/api/users/" + user + "/inbox", null).body().path("unread").asInt()
                == unread);
  }
}
