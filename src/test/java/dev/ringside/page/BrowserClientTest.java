package dev.ringside.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.support.Chromium;
import dev.ringside.support.TestNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The client alone in a real browser against a real node: what carries it, and who leads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class BrowserClientTest {

  private TestNode node;
  private Chromium browser;

  @BeforeAll
  void start() throws Exception {
    boolean installed = Chromium.program().isPresent();
    if (System.getenv("CI") == null) {
      assumeTrue(installed, "no Chromium on this machine: the client is not tested in a browser");
    }
    assertThat(installed).as("in CI, Chromium must be installed").isTrue();
    node = TestNode.start();
    browser = Chromium.start();
  }

  @AfterAll
  void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (node != null) {
      node.close();
    }
  }

  /** A tab that follows an inbox by a client with some options, and is current. */
  private Chromium.Tab follow(String user, String options, String transport) throws Exception {
    Chromium.Tab tab = browser.open("http://127.0.0.1:" + node.httpPort() + "/");
    tab.await("document.readyState === 'complete'");
    tab.eval(
        "import('/ringside.js').then(({connect, list}) => {"
            + " window.rows = () => list(window.client.inbox);"
            + (" window.client = connect({token: () => '" + node.token(user) + "',")
            + (" random: () => 0, " + options + "}); return true; })"));
    tab.await("client.status === 'current' && client.transport === '" + transport + "'");
    return tab;
  }

  private void checkThatItFollows(Chromium.Tab tab, String user) throws Exception {
    node.publish(user, "{\"title\":\"Export ready\"}");
    tab.await("client.inbox.unread === 1 && rows()[0].title === 'Export ready'");
    tab.eval("client.read(rows().map(({id}) => id)).then(() => true)");
    tab.await("client.inbox.unread === 0");
  }

  @Test
  void client_withATokenAlone_findsTheSocket() throws Exception {
    checkThatItFollows(follow("ada", "", "socket"), "ada");
  }

  @Test
  void client_whoseSocketsAreBlocked_followsByEvents() throws Exception {
    checkThatItFollows(follow("grace", "socket: 'ws://127.0.0.1:1/ws'", "events"), "grace");
  }

  @Test
  void client_thatMayOnlyPoll_polls() throws Exception {
    checkThatItFollows(follow("linus", "transports: ['poll']", "poll"), "linus");
  }

  @Test
  void leader_ofTwoTabs_isOneUntilItGoes() throws Exception {
    Chromium.Tab first = follow("mary", "", "socket");
    first.await("client.leads");
    Chromium.Tab second = follow("mary", "", "socket");
    // Whoever asks for the lock later stands behind: now both have asked.
    second.eval(
        "navigator.locks.query().then(({pending}) => { window.pending = pending.length; })");
    second.await("pending === 1");
    assertThat(second.eval("client.leads").asBoolean()).isFalse();
    first.go("about:blank");
    second.await("client.leads");
  }
}
