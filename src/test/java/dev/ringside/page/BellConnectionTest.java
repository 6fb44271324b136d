package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.Relay;
import dev.ringside.support.TestPostgres;
import org.junit.jupiter.api.Test;

/** The bell while its connection is broken in all the ways in which browsers meet them. */
class BellConnectionTest extends BellPages {

  private static Object rowsKnown(Page page) {
    return page.evaluate("document.querySelector('ringside-bell').client.inbox.rows.size");
  }

  @Test
  void offline_thenOnline_bringsWhatWasMissedAtOnce() {
    String user = freshUser();
    Page page = open(user);
    goOffline(page);
    openPanel(page);
    assertThat(page.locator("ringside-bell .state")).containsText("Offline");
    publish(user, "{\"title\":\"one\"}");
    publish(user, "{\"title\":\"two\"}");
    goOnline(page);
    assertThat(badge(page)).hasText("2");
    assertThat(rows(page)).hasCount(2);
    assertThat(page.locator("ringside-bell .state")).isHidden();
  }

  @Test
  void commandsGivenOffline_areDoneWhenBack() {
    String user = freshUser();
    publish(user, "{\"title\":\"one\"}");
    publish(user, "{\"title\":\"two\"}");
    Page page = open(user);
    openPanel(page);
    goOffline(page);
    rows(page).nth(0).hover();
    rows(page).nth(0).locator(".remove").click();
    rows(page).nth(1).locator(".row-main").click();
    goOnline(page);
    assertThat(rows(page)).hasCount(1);
    assertThat(badge(page)).isHidden();
    eventuallyUnread(user, 0);
  }

  @Test
  void page_frozenAndThawed_bringsWhatWasMissed() {
    String user = freshUser();
    Page page = open(user);
    CDPSession devTools = page.context().newCDPSession(page);
    lifecycle(devTools, "frozen");
    for (int i = 1; i <= 5; i++) {
      publish(user, "{\"title\":\"Number " + i + "\"}");
    }
    lifecycle(devTools, "active");
    assertThat(badge(page)).hasText("5");
    assertThat(rowsKnown(page)).isEqualTo(5);
  }

  private static void lifecycle(CDPSession devTools, String state) {
    JsonObject args = new JsonObject();
    args.addProperty("state", state);
    devTools.send("Page.setWebLifecycleState", args);
  }

  @Test
  void network_thatIsSlow_showsTheSameLater() {
    String user = freshUser();
    for (int i = 1; i <= 50; i++) {
      publish(user, "{\"title\":\"Number " + i + "\",\"content\":\"" + "x".repeat(500) + "\"}");
    }
    shop.bell(user, "");
    BrowserContext person = person();
    Page page = person.newPage();
    CDPSession devTools = person.newCDPSession(page);
    devTools.send("Network.enable");
    JsonObject slow = new JsonObject();
    slow.addProperty("offline", false);
    slow.addProperty("latency", 300);
    slow.addProperty("downloadThroughput", 40_000);
    slow.addProperty("uploadThroughput", 10_000);
    devTools.send("Network.emulateNetworkConditions", slow);
    page.navigate(shop.origin() + "/" + user);
    awaitStatus(page, "current");
    assertThat(badge(page)).hasText("50");
    publish(user, "{\"title\":\"one more\"}");
    assertThat(badge(page)).hasText("51");
  }

  @Test
  void sockets_thatAreBlocked_areDoneWithout() {
    String user = freshUser();
    shop.bell(user, "");
    BrowserContext person = person();
    person.addInitScript(
        """
        window.WebSocket = class extends EventTarget {
          constructor() { super(); setTimeout(() => this.onclose?.({code: 1006, reason: ''})); }
          send() {}
          close() {}
        };
        """);
    Page page = open(person, user);
    publish(user, "{\"title\":\"one\"}");
    assertThat(badge(page)).hasText("1");
    assertThat(page.evaluate("document.querySelector('ringside-bell').client.transport"))
        .isEqualTo("events");
    openPanel(page);
    rows(page).first().locator(".row-main").click();
    assertThat(badge(page)).isHidden();
    eventuallyUnread(user, 0);
  }

  @Test
  void server_killedAndBack_losesNothingThatWasAnswered() throws Exception {
    String user = freshUser();
    try (Shop own = Shop.open(0);
        Relay http = new Relay(0);
        Relay socket = new Relay(0);
        NodeProcess server =
            NodeProcess.start(
                TestPostgres.freshSchema(),
                "RINGSIDE_ALLOWED_ORIGINS",
                own.origin(),
                "RINGSIDE_PUBLIC_SOCKET_URL",
                "ws://127.0.0.1:" + socket.port() + "/ws")) {
      http.target(server.httpAddress().getPort());
      socket.target(server.socketAddress().getPort());
      own.use(server, http.port(), socket.port());
      own.bell(user, "");
      Page page = person().newPage();
      page.navigate(own.origin() + "/" + user);
      awaitStatus(page, "current");
      assertThat(server.publish(user, "{\"title\":\"before\"}").status()).isEqualTo(201);
      assertThat(badge(page)).hasText("1");
      server.kill();
      awaitStatus(page, "offline");
      assertThat(server.start()).isTrue();
      http.target(server.httpAddress().getPort());
      socket.target(server.socketAddress().getPort());
      assertThat(server.publish(user, "{\"title\":\"after\"}").status()).isEqualTo(201);
      // The longest wait of its backoff, and what a start takes here.
      assertThat(badge(page))
          .hasText("2", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
      awaitStatus(page, "current");
      openPanel(page);
      assertThat(rows(page).first()).containsText("after");
    }
  }

  @Test
  void person_whoIsNotSignedIn_isToldAndMayTryAgain() {
    String user = freshUser();
    Page page = open(user);
    openPanel(page);
    page.evaluate("document.querySelector('ringside-bell').setAttribute('token-url', '/nobody')");
    awaitStatus(page, "refused");
    bell(page).click();
    assertThat(page.locator("ringside-bell .state")).containsText("not available");
    page.evaluate(
        "document.querySelector('ringside-bell').setAttribute('token-url', '/ringside-token?user="
            + user
            + "')");
    awaitStatus(page, "current");
  }
}
