package dev.ringside.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.support.Chromium;
import dev.ringside.support.TestNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The demo page in a real browser against a real node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class DemoPageTest {

  private static final String CURRENT =
      "document.querySelector('#status')?.dataset.status === 'current'";

  private TestNode node;
  private Chromium browser;

  @BeforeAll
  void start() throws Exception {
    boolean installed = Chromium.program().isPresent();
    if (System.getenv("CI") == null) {
      assumeTrue(installed, "no Chromium on this machine: the demo page is not tested");
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

  private String address(String user, String key) {
    return "http://127.0.0.1:" + node.httpPort() + "/?user=" + user + "#key=" + key;
  }

  private Chromium.Tab open(String user) throws InterruptedException {
    Chromium.Tab tab = browser.open(address(user, TestNode.KEY));
    tab.await(CURRENT);
    return tab;
  }

  private static void ring(Chromium.Tab tab, String title) {
    tab.eval("document.querySelector('#title').value = '" + title + "'");
    tab.click("#ring-button");
  }

  private static String badge(int count) {
    return "(document.querySelector('#badge').hidden ? '0'"
        + " : document.querySelector('#badge').textContent.trim()) === '"
        + count
        + "'";
  }

  private static String rows(int count) {
    return "document.querySelectorAll('#rows > li').length === " + count;
  }

  @Test
  void ring_inOneTab_isSeenInBoth() throws Exception {
    Chromium.Tab first = open("ada");
    Chromium.Tab second = open("ada");
    ring(first, "Export ready");
    for (Chromium.Tab tab : new Chromium.Tab[] {first, second}) {
      tab.await(rows(1));
      tab.await(badge(1));
      tab.await("document.querySelector('#rows').innerText.includes('Export ready')");
    }
    second.click("#read-all");
    first.await(badge(0));
    second.await(badge(0));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void plug_pulledAndPutBack_bringsWhatWasMissed() throws Exception {
    Chromium.Tab here = open("grace");
    Chromium.Tab away = open("grace");
    away.click("#plug");
    away.await("!document.querySelector('#unplugged').hidden");
    ring(here, "one");
    here.await(rows(1));
    ring(here, "two");
    here.await(rows(2));
    assertThat(away.eval(rows(0)).asBoolean()).isTrue();
    away.click("#plug");
    away.await(CURRENT);
    away.await(rows(2));
    away.await(badge(2));
  }

  @Test
  void title_withMarkup_isShownAsText() throws Exception {
    Chromium.Tab tab = open("mallory");
    node.publish("mallory", "{\"title\":\"<img src=x onerror=alert(1)>\"}");
    tab.await(rows(1));
    assertThat(tab.eval("document.querySelectorAll('#rows img').length").asInt()).isZero();
    assertThat(tab.eval("document.querySelector('#rows').innerText").asText())
        .contains("<img src=x onerror=alert(1)>");
  }

  @Test
  void key_thatIsWrong_isToldPlainly() throws Exception {
    Chromium.Tab tab = browser.open(address("ada", "wrong"));
    tab.await("document.querySelector('#key-problem')?.innerText.trim().length > 0");
    assertThat(tab.eval("document.querySelector('#key-card').hidden").asBoolean()).isFalse();
  }
}
