package dev.ringside.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to an account between two steps of somebody else's. */
@Timeout(120)
class AccountRaceTest {

  private static final String PASSWORD = AccountTest.PASSWORD;

  private String schema;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    schema = TestPostgres.freshSchema();
    node = join("1000");
  }

  private TestNode join(String iterations) {
    return TestNode.startIn(
        schema,
        "ringside.accounts",
        "true",
        "ringside.accounts.iterations",
        iterations,
        "ringside.accounts.hash.wait.seconds",
        "60",
        "ringside.allowed.origins",
        Browser.ORIGIN,
        "ringside.broker",
        "postgres",
        "ringside.recheck.seconds",
        "3600");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static <T> CompletableFuture<T> meanwhile(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                done.complete(work.call());
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  /** How many statements wait for a lock. */
  private static int waiting(Connection database) throws SQLException {
    try (var select =
            database.prepareStatement(
                "select count(distinct pid) from pg_locks where not granted");
        var row = select.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Signs in while a transaction that does this to the account is not committed yet. */
  private Answer signInDuring(String change) throws Exception {
    try (Connection database = node.database()) {
      database.setAutoCommit(false);
      try (var update = database.prepareStatement(change)) {
        assertThat(update.executeUpdate()).isEqualTo(1);
      }
      CompletableFuture<Answer> answer =
          meanwhile(() -> new Browser().signIn(node, "Ada", PASSWORD));
      Eventually.holds("it waits", () -> answer.isDone() || waiting(database) > 0);
      database.commit();
      return answer.get();
    }
  }

  @Test
  void signIn_byAPasswordThatIsChangedMeanwhile_isRefused() throws Exception {
    new Browser().signUp(node, "Ada", PASSWORD);
    Answer answer = signInDuring("update account set password = password || 'changed'");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Set-Cookie")).isEmpty();
  }

  @Test
  void signIn_ofAnAccountThatIsErasedMeanwhile_isRefused() throws Exception {
    new Browser().signUp(node, "Ada", PASSWORD);

    assertThat(signInDuring("delete from account").status()).isEqualTo(401);
  }

  @Test
  void signIns_atOnce_byAPasswordToBeHashedAnew_areAllGood() throws Exception {
    new Browser().signUp(node, "Ada", PASSWORD);
    try (TestNode stronger = join("200000")) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        answers.add(meanwhile(() -> new Browser().signIn(stronger, "Ada", PASSWORD)));
      }
      for (CompletableFuture<Answer> each : answers) {
        assertThat(each.get().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void refreshTokens_thatAnybodyShows_takeFewConnections() throws Exception {
    Browser browser = new Browser();
    browser.signUp(node, "Ada", PASSWORD);
    try (Connection database = node.database()) {
      database.setAutoCommit(false);
      try (var lock = database.prepareStatement("select from refresh_token for update")) {
        lock.execute();
      }
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(meanwhile(() -> browser.copy().refresh(node)));
      }
      Eventually.holds("two wait", () -> waiting(database) > 1);
      assertThat(waiting(database)).isLessThanOrEqualTo(2);
      assertThat(browser.me(node).status()).isEqualTo(200);
      database.rollback();
      for (CompletableFuture<Answer> each : answers) {
        assertThat(each.get().status()).isIn(200, 503);
      }
    }
  }
}
