package dev.ringside.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.ringside.support.TestNode;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Whatever is logged, at whatever level of ours, it is no secret. */
@Timeout(120)
class AccountLogTest {

  private static final class Lines extends AppenderBase<ILoggingEvent> {

    private final Queue<String> all = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      all.add(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        all.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
  }

  @Test
  void lines_holdNoPasswordAndNoToken() throws Exception {
    Logger ours = (Logger) LoggerFactory.getLogger("dev.ringside");
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = ours.getLevel();
    Lines lines = new Lines();
    lines.start();
    root.addAppender(lines);
    ours.setLevel(Level.TRACE);
    try {
      List<String> secrets = use();

      assertThat(lines.all).anyMatch(line -> line.contains("came again after its use"));
      for (String secret : secrets) {
        assertThat(secret).isNotEmpty();
        assertThat(lines.all).noneMatch(line -> line.contains(secret));
      }
    } finally {
      ours.setLevel(before);
      root.detachAppender(lines);
    }
  }

  private static List<String> use() throws Exception {
    String password = "secret-of-the-owner";
    String wrong = "secret-that-is-wrong";
    try (TestNode node =
        TestNode.start(
            "ringside.accounts", "true",
            "ringside.accounts.iterations", "1000",
            "ringside.accounts.refresh.grace.seconds", "0",
            "ringside.allowed.origins", Browser.ORIGIN)) {
      Browser browser = new Browser();
      browser.signUp(node, "Ada", password);
      String session = browser.cookie("session");
      String refresh = browser.cookie("refresh");
      Browser thief = browser.copy();
      new Browser().signIn(node, "Ada", wrong);
      new Browser().signUp(node, "Ada", password);
      new Browser().signIn(node, wrong, password);
      for (String body :
          List.of(
              "{\"name\":\"Ada\",\"password\":[\"" + password + "\"]}",
              "{\"name\":\"Ada\",\"password\":\"" + password,
              "{\"name\":\"Ada\",\"pasword\":\"" + password + "\"}")) {
        TestNode.Answer answer = browser.call(node, "POST", "/api/accounts/sign-in", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.raw().body()).doesNotContain(password);
      }
      browser.socket(node).close();
      browser.refresh(node);
      assertThat(thief.refresh(node).status()).isEqualTo(401);
      browser.signOut(node);
      return List.of(password, wrong, session, refresh, "eyJhbGciOiJIUz");
    }
  }
}
