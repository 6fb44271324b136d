package dev.ringside.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.ringside.support.TestNode;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The client alone in a real browser against a real node: what carries it, and who leads. */
class BrowserClientTest extends BellPages {

  /** For pages of its own. */
  @Override
  TestNode startNode() throws SQLException {
    return TestNode.start();
  }

  /** A tab that follows an inbox by a client with some options, and is current. */
  private Page follow(BrowserContext person, String user, String options, String transport) {
    Page tab = person.newPage();
    tab.navigate("http://127.0.0.1:" + node.httpPort() + "/");
    tab.evaluate(
        "import('/ringside.js').then(({connect, list}) => {"
            + " window.rows = () => list(window.client.inbox);"
            + (" window.client = connect({token: () => '" + node.token(user) + "',")
            + (" random: () => 0, " + options + "}); return true; })"));
    await(tab, "client.status === 'current' && client.transport === '" + transport + "'");
    return tab;
  }

  private void checkThatItFollows(Page tab, String user) {
    node.publish(user, "{\"title\":\"Export ready\"}");
    await(tab, "client.inbox.unread === 1 && rows()[0].title === 'Export ready'");
    tab.evaluate("client.read(rows().map(({id}) => id)).then(() => true)");
    await(tab, "client.inbox.unread === 0");
  }

  @Test
  void client_withATokenAlone_findsTheSocket() {
    checkThatItFollows(follow(person(), "ada", "", "socket"), "ada");
  }

  @Test
  void client_whoseSocketsAreBlocked_followsByEvents() {
    checkThatItFollows(
        follow(person(), "grace", "socket: 'ws://127.0.0.1:1/ws'", "events"), "grace");
  }

  @Test
  void client_thatMayOnlyPoll_polls() {
    checkThatItFollows(follow(person(), "linus", "transports: ['poll']", "poll"), "linus");
  }

  @Test
  void leader_ofTwoTabs_isOneUntilItGoes() {
    BrowserContext person = person();
    Page first = follow(person, "mary", "", "socket");
    await(first, "client.leads");
    Page second = follow(person, "mary", "", "socket");
    // Whoever asks for the lock later stands behind: now both have asked.
    second.evaluate(
        "navigator.locks.query().then(({pending}) => { window.pending = pending.length; })");
    await(second, "pending === 1");
    assertThat(second.evaluate("client.leads")).isEqualTo(false);
    first.navigate("about:blank");
    await(second, "client.leads");
  }
}
