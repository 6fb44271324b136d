package dev.ringside.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guessing is slow, on all nodes together, and does not keep out the owner. */
@Timeout(120)
class GuessingTest {

  private static final String PASSWORD = AccountTest.PASSWORD;

  private static TestNode join(String schema, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "ringside.accounts", "true",
                "ringside.accounts.iterations", "1000",
                "ringside.accounts.guess.wait.seconds", "3600",
                "ringside.accounts.guess.wait.name.seconds", "3600",
                "ringside.accounts.guess.wait.address.seconds", "3600",
                "ringside.accounts.guess.forget.seconds", "100000",
                "ringside.broker", "postgres"));
    settings.addAll(List.of(more));
    return TestNode.startIn(schema, settings.toArray(String[]::new));
  }

  /** Signs in from an address of this machine, without a cookie. */
  private static Told signIn(TestNode node, String from, String name, String password)
      throws IOException {
    byte[] body = Browser.body(name, password).getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /api/accounts/sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(node.httpAddress());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(body);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher after = RETRY_AFTER.matcher(answer);
      return new Told(
          Integer.parseInt(answer.substring(9, 12)),
          after.find() ? Long.parseLong(after.group(1)) : 0);
    }
  }

  private static final Pattern RETRY_AFTER = Pattern.compile("(?i)\r\nRetry-After: (\\d+)\r\n");

  /** An answer, and after how many seconds to try again. */
  private record Told(int statusCode, long retryAfter) {}

  private static TestNode.Answer signUp(TestNode node, String name) {
    return node.callAs(null, "POST", "/api/accounts", Browser.body(name, PASSWORD));
  }

  @Test
  void name_thatIsGuessedTooOften_waits_whoeverGuessesAndOnAllNodes() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode a = join(schema);
        TestNode b = join(schema)) {
      for (String name : List.of("Ada", "nobody at all")) {
        for (int i = 0; i < 5; i++) {
          assertThat(signIn(i % 2 == 0 ? a : b, "127.0.0." + (2 + i), name, "wrong").statusCode())
              .isEqualTo(401);
        }
        assertThat(signIn(a, "127.0.0.9", name, "wrong").statusCode()).isEqualTo(401);
        Told answer = signIn(b, "127.0.0.10", name.toUpperCase(Locale.ROOT), "wrong");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.retryAfter()).isBetween(3500L, 3600L);
      }
      assertThat(signIn(a, "127.0.0.9", "another", "wrong").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void owner_isLetInWhereSheSignedInBefore_whateverOthersGuess() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode node = join(schema)) {
      assertThat(signUp(node, "Ada").status()).isEqualTo(201);
      int refused = 0;
      for (int i = 0; i < 10; i++) {
        refused = signIn(node, "127.0.0.2", "Ada", "wrong").statusCode();
      }
      assertThat(refused).isEqualTo(429);
      assertThat(signIn(node, "127.0.0.3", "Ada", PASSWORD).statusCode())
          .as("from elsewhere")
          .isEqualTo(429);
      assertThat(signIn(node, "127.0.0.1", "Ada", PASSWORD).statusCode()).isEqualTo(200);
      assertThat(signIn(node, "127.0.0.3", "Ada", PASSWORD).statusCode())
          .as("the name starts anew")
          .isEqualTo(200);
    }
  }

  @Test
  void rightPassword_isLetInAfterTheWait() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode node =
        join(
            schema,
            "ringside.accounts.guess.wait.seconds",
            "0.5",
            "ringside.accounts.guess.wait.name.seconds",
            "0.5")) {
      assertThat(signUp(node, "Ada").status()).isEqualTo(201);
      Eventually.holds(
          "a wait", () -> signIn(node, "127.0.0.2", "Ada", "wrong").statusCode() == 429);
      Eventually.holds(
          "its end", () -> signIn(node, "127.0.0.2", "Ada", PASSWORD).statusCode() == 200);
    }
  }

  @Test
  void address_thatGuessesTooOften_waits_whateverTheNames() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode node = join(schema, "ringside.accounts.guesses.address", "3")) {
      for (int i = 0; i < 4; i++) {
        assertThat(signIn(node, "127.0.0.2", "name " + i, "wrong").statusCode()).isEqualTo(401);
      }
      assertThat(signIn(node, "127.0.0.2", "name 5", "wrong").statusCode()).isEqualTo(429);
      assertThat(signIn(node, "127.0.0.3", "name 5", "wrong").statusCode()).isEqualTo(401);
      for (int i = 0; i < 4; i++) {
        assertThat(signUp(node, "new " + i).status()).isEqualTo(201);
      }
      assertThat(signUp(node, "new 5").status()).isEqualTo(429);
    }
  }

  @Test
  void guessesAtOnce_areNoMoreThanThoseOneAfterTheOther() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode a = join(schema);
        TestNode b = join(schema)) {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        TestNode node = i % 2 == 0 ? a : b;
        String from = "127.0.0." + (2 + i);
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        answers.add(answer);
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    answer.complete(signIn(node, from, "Ada", "wrong").statusCode());
                  } catch (Exception e) {
                    answer.completeExceptionally(e);
                  }
                });
      }
      int looked = 0;
      for (CompletableFuture<Integer> each : answers) {
        int status = each.get();
        assertThat(status).isIn(401, 429, 503);
        looked += status == 401 ? 1 : 0;
      }
      assertThat(looked).isLessThanOrEqualTo(6);
    }
  }

  @Test
  void hashing_thatHasNoTurnInTime_isPutOff_andCountsForNothing() throws Exception {
    String schema = TestPostgres.freshSchema();
    try (TestNode node =
        join(
            schema,
            "ringside.accounts.iterations",
            "4000000",
            "ringside.accounts.hashes",
            "1",
            "ringside.accounts.guesses",
            "100",
            "ringside.accounts.hash.wait.seconds",
            "0.001")) {
      List<CompletableFuture<Told>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        CompletableFuture<Told> answer = new CompletableFuture<>();
        answers.add(answer);
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    answer.complete(signIn(node, "127.0.0.2", "Ada", "wrong"));
                  } catch (Exception e) {
                    answer.completeExceptionally(e);
                  }
                });
      }
      int putOff = 0;
      int wrong = 0;
      for (CompletableFuture<Told> each : answers) {
        Told answer = each.get();
        if (answer.statusCode() == 503) {
          assertThat(answer.retryAfter()).isPositive();
          putOff++;
        } else {
          assertThat(answer.statusCode()).isEqualTo(401);
          wrong++;
        }
      }
      assertThat(putOff).isPositive();
      assertThat(wrong).isPositive();
      assertThat(counted(node)).isBetween(wrong - 0.1, wrong + 0.0);
    }
  }

  private static double counted(TestNode node) throws Exception {
    try (var database = node.database();
        var select = database.prepareStatement("select failures from guess where subject = ?")) {
      select.setBytes(1, Subject.name("ada").hash());
      try (var row = select.executeQuery()) {
        row.next();
        return row.getDouble(1);
      }
    }
  }
}
