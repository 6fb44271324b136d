package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.ringside.support.Browser;
import dev.ringside.support.Relay;
import dev.ringside.support.TestNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** What the tests of the page of rooms share: a node with accounts, and a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
abstract class RoomPages {

  static final String PASSWORD = "correct horse battery";

  Browser browser;
  TestNode node;

  /** What sockets go through: going offline does not cut those that a browser has. */
  Relay network;

  private final List<BrowserContext> people = new ArrayList<>();

  @BeforeAll
  void start() throws Exception {
    browser = Browser.start();
    network = new Relay(0);
    List<String> settings =
        new ArrayList<>(
            List.of(
                "ringside.accounts", "true",
                "ringside.accounts.iterations", "1000",
                "ringside.guests.per.address", "0",
                "ringside.room.grace.seconds", "8",
                "ringside.room.typing.seconds", "1",
                "ringside.public.socket.url", "ws://127.0.0.1:" + network.port() + "/ws"));
    settings.addAll(moreSettings());
    node = TestNode.start(settings.toArray(String[]::new));
    network.target(node.socketPort());
  }

  /** Pairs of property and value that a test needs beside those of all. */
  List<String> moreSettings() {
    return List.of();
  }

  @AfterEach
  void leave() {
    people.forEach(BrowserContext::close);
    people.clear();
    network.open();
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
    if (node != null) {
      network.close();
      node.close();
    }
  }

  /** A browser of somebody's own, wide enough for all of the page. */
  BrowserContext person() {
    return person(1200, 760);
  }

  BrowserContext person(int width, int height) {
    return keep(new NewContextOptions().setLocale("en-GB").setViewportSize(width, height));
  }

  BrowserContext keep(NewContextOptions options) {
    BrowserContext person = browser.person(options);
    people.add(person);
    return person;
  }

  /** Makes a room as the application, and returns its id. */
  String room(String more) {
    String id = "room-" + UUID.randomUUID();
    TestNode.Answer made = node.call("POST", "/api/rooms", "{\"id\":\"" + id + "\"" + more + "}");
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    return id;
  }

  String address(String room) {
    return address(node, room);
  }

  static String address(TestNode at, String room) {
    String fragment = room.isEmpty() ? "" : "#" + TestNode.encode(room).replace("%2E", ".");
    return "http://127.0.0.1:" + at.httpPort() + "/rooms" + fragment;
  }

  /** Comes in by a link as a guest of this name. */
  Page guest(BrowserContext person, String room, String name) {
    Page page = person.newPage();
    page.navigate(address(room));
    page.locator("#guest-name").fill(name);
    page.locator("#guest-form button").click();
    awaitCurrent(page);
    return page;
  }

  /** Comes in with a token of this user. */
  Page user(BrowserContext person, String room, String user) {
    return user(person, node, room, user);
  }

  /** The same, at one of several nodes. */
  static Page user(BrowserContext person, TestNode at, String room, String user) {
    Page page = person.newPage();
    page.navigate(address(at, room));
    page.locator("#token-details summary").click();
    page.locator("#token-input").fill(at.token(user));
    page.locator("#token-form button").click();
    awaitCurrent(page);
    return page;
  }

  /**
   * Comes in as this user by the application's key, which the browser has as the demo leaves it.
   */
  static Page played(BrowserContext person, TestNode at, String room, String user) {
    Page page = person.newPage();
    page.addInitScript("localStorage.setItem('ringside.demo.key', '" + TestNode.KEY + "')");
    page.navigate(address(at, room));
    page.locator("#play-name").fill(user);
    page.locator("#play-form button").click();
    awaitCurrent(page);
    return page;
  }

  static void awaitCurrent(Page page) {
    assertThat(page.locator("#app")).hasAttribute("data-status", "current");
  }

  static Locator chats(Page page) {
    return page.locator("#messages .chat .body");
  }

  static Locator events(Page page) {
    return page.locator("#messages .event");
  }

  /** Whoever is listed in the room in view by this id. */
  static Locator member(Page page, String user) {
    return page.locator("#people-list li[data-user='" + user + "']");
  }

  static Locator devices(Page page) {
    return page.locator("#devices-list li");
  }

  static Locator figure(Page page, String what) {
    return page.locator("#figures dd[data-figure='" + what + "']");
  }

  static Locator rooms(Page page) {
    return page.locator("#room-list a");
  }

  static void say(Page page, String content) {
    page.locator("#say").fill(content);
    page.locator("#say").press("Enter");
  }

  void notice(String room, String content) {
    String path = "/api/rooms/" + TestNode.encode(room) + "/messages";
    assertThat(node.call("POST", path, "{\"content\":\"" + content + "\"}").status())
        .isEqualTo(201);
  }

  /** The network goes, for all pages. */
  void goOffline(Page page) {
    // In this order: a browser that believes to be offline may not hear of a connection's end.
    network.shut();
    assertThat(page.locator("#app")).hasAttribute("data-status", "offline");
    page.context().setOffline(true);
  }

  /** The network is back, which browsers tell their pages. */
  void goOnline(Page page) {
    network.open();
    page.context().setOffline(false);
    awaitCurrent(page);
  }

  static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/rooms/" + name + ".png")));
  }
}
