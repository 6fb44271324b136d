package dev.ringside.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.RawSocket;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import dev.ringside.support.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts on two nodes over one database. */
@Timeout(120)
class AccountTest {

  static final String PASSWORD = "correct horse battery";
  private static final String SESSION = "ringside_session";
  private static final String REFRESH = "ringside_refresh";

  private static final String[] SETTINGS = {
    "ringside.accounts", "true",
    "ringside.accounts.iterations", "1000",
    "ringside.accounts.guesses", "100000",
    "ringside.accounts.guesses.address", "100000",
    "ringside.accounts.hash.wait.seconds", "60",
    "ringside.accounts.refresh.grace.seconds", "60",
    "ringside.allowed.origins", Browser.ORIGIN,
    "ringside.broker", "postgres",
    // What ends at once does not wait for these.
    "ringside.recheck.seconds", "3600",
    "ringside.reconcile.seconds", "3600",
  };

  private static String schema;
  private static TestNode a;
  private static TestNode b;

  @BeforeAll
  static void start() throws Exception {
    schema = TestPostgres.freshSchema();
    a = join();
    b = join();
  }

  private static TestNode join(String... more) {
    List<String> settings = new ArrayList<>(List.of(SETTINGS));
    settings.addAll(List.of(more));
    return TestNode.startIn(schema, settings.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    a.close();
    b.close();
  }

  private static Browser signedUp(String name) {
    Browser browser = new Browser();
    assertThat(browser.signUp(a, name, PASSWORD).status()).isEqualTo(201);
    return browser;
  }

  private static Browser signedIn(String name) {
    Browser browser = new Browser();
    assertThat(browser.signIn(a, name, PASSWORD).status()).isEqualTo(200);
    return browser;
  }

  // Up and in

  @Test
  void signUp_givesCookies_byWhichTheOwnerIsKnownOnAllNodes() {
    Browser browser = new Browser();
    Answer made = browser.signUp(a, "Ada", PASSWORD);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Cache-Control")).isEqualTo("no-store");
    assertThat(made.body().path("name").asText()).isEqualTo("Ada");
    String user = made.body().path("user").asText();
    assertThat(user).isNotEmpty().doesNotContainIgnoringCase("ada");
    assertThat(made.raw().body()).doesNotContain(browser.cookie(SESSION), "rsr_");
    for (TestNode node : List.of(a, b)) {
      Answer me = browser.me(node);
      assertThat(me.status()).isEqualTo(200);
      assertThat(me.body().path("user").asText()).isEqualTo(user);
      assertThat(browser.call(node, "GET", "/api/users/me/inbox", null).status()).isEqualTo(200);
      assertThat(browser.call(node, "GET", "/api/users/other/inbox", null).status()).isEqualTo(403);
    }
    assertThat(a.callAs(browser.cookie(SESSION), "GET", "/api/accounts/me", null).status())
        .as("the token as Bearer")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Grace", "GRACE", " grace ", "ｇｒａｃｅ"})
  void name_thatIsTaken_isRefused_howeverItIsWritten(String name) {
    new Browser().signUp(a, "Grace", PASSWORD);

    Browser browser = new Browser();
    assertThat(browser.signUp(b, name, PASSWORD).status()).isEqualTo(409);
    assertThat(browser.hasCookies()).isFalse();
    assertThat(browser.signIn(b, name, PASSWORD).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"eve\",\"password\":\"elevenchars\"}",
        "{\"name\":\"eve with a name\",\"password\":\"Eve With A NAME\"}",
        "{\"name\":\"\",\"password\":\"correct horse battery\"}",
        "{\"name\":\"e\\u0000\",\"password\":\"correct horse battery\"}",
        "{\"password\":\"correct horse battery\"}",
        "{\"name\":\"eve\"}",
      })
  void signUp_withWhatNobodyShouldHave_isRefused(String body) {
    Browser browser = new Browser();
    assertThat(browser.call(a, "POST", "/api/accounts", body).status()).isEqualTo(422);
    assertThat(browser.hasCookies()).isFalse();
  }

  @Test
  void nameAndPassword_mayBeAsLongAsIsSaid() {
    String name = "n".repeat(64);
    String password = "😀".repeat(256);
    assertThat(new Browser().signUp(a, name, password).status()).isEqualTo(201);
    assertThat(new Browser().signIn(a, name, password).status()).isEqualTo(200);
    assertThat(new Browser().signIn(a, name, password + "x").status()).isEqualTo(422);
    assertThat(new Browser().signUp(a, name + "n", password).status()).isEqualTo(422);
    assertThat(new Browser().signUp(a, "n".repeat(60_000), password).status()).isEqualTo(422);
  }

  @Test
  void wrongPassword_andUnknownName_areAnsweredTheSame() {
    signedUp("Barbara");
    Answer wrong = new Browser().signIn(a, "Barbara", "another password");
    Answer unknown = new Browser().signIn(a, "Nobody", "another password");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.raw().body()).isEqualTo(wrong.raw().body());
    assertThat(unknown.raw().headers().map().keySet())
        .isEqualTo(wrong.raw().headers().map().keySet())
        .doesNotContain("set-cookie");
  }

  // Cookies

  @Test
  void cookies_areOutOfReachOfScriptsAndOtherSites() {
    Answer answer = new Browser().signUp(a, "Edsger", PASSWORD);
    assertThat(answer.raw().headers().allValues("Set-Cookie"))
        .satisfiesExactlyInAnyOrder(
            session ->
                assertThat(session)
                    .matches(
                        "ringside_session=[^;]+; HttpOnly; SameSite=Lax; Path=/; Max-Age=259200"),
            refresh ->
                assertThat(refresh)
                    .matches(
                        "ringside_refresh=[^;]+; HttpOnly; SameSite=Strict; Path=/api/accounts;"
                            + " Max-Age=2592000"));
  }

  @Test
  void cookies_ofPagesThatComeByTls_areSecure() {
    try (TestNode node = join("ringside.allowed.origins", "https://shop.example")) {
      Browser browser = new Browser("https://shop.example");
      Answer answer = browser.signUp(node, "Donald", PASSWORD);
      assertThat(answer.raw().headers().allValues("Set-Cookie"))
          .satisfiesExactlyInAnyOrder(
              session ->
                  assertThat(session).startsWith("__Host-ringside_session=").endsWith("; Secure"),
              refresh ->
                  assertThat(refresh)
                      .startsWith("__Secure-ringside_refresh=")
                      .endsWith("; Secure"));
      assertThat(browser.me(node).status()).isEqualTo(200);
      assertThat(browser.refresh(node).status()).isEqualTo(200);
    }
  }

  @Test
  void cookieOfBefore_isWorthNothingAfterASignIn() {
    signedUp("Victim");
    // Somebody plants his own sign-in in the victim's browser, and waits.
    Browser attacker = signedUp("Mallory");
    Browser victim = attacker.copy();
    assertThat(victim.signIn(b, "Victim", PASSWORD).status()).isEqualTo(200);

    assertThat(victim.me(a).body().path("name").asText()).isEqualTo("Victim");
    assertThat(victim.cookie(SESSION)).isNotEqualTo(attacker.cookie(SESSION));
    assertThat(victim.cookie(REFRESH)).isNotEqualTo(attacker.cookie(REFRESH));
    assertThat(attacker.me(a).status()).isEqualTo(401);
    assertThat(attacker.refresh(a).status()).isEqualTo(401);
  }

  @Test
  void pageOfAnotherSite_canDoNothing() {
    Browser browser = signedUp("Alan");
    String cookies = SESSION + "=" + browser.cookie(SESSION);
    String refresh = REFRESH + "=" + browser.cookie(REFRESH);
    String body = Browser.body("Alan", PASSWORD);
    for (String path : List.of("", "/sign-in", "/refresh", "/sign-out", "/password")) {
      for (String origin : List.of("http://evil.example", "null")) {
        Answer answer =
            a.callAs(
                null,
                "POST",
                "/api/accounts" + path,
                body,
                "Origin",
                origin,
                "Cookie",
                cookies + "; " + refresh);
        assertThat(answer.status()).as(path).isEqualTo(403);
        assertThat(answer.header("Set-Cookie")).isEmpty();
      }
      assertThat(a.callAs(null, "POST", "/api/accounts" + path, body, "Cookie", cookies).status())
          .as("without an origin, " + path)
          .isEqualTo(403);
    }
    // A form of another page can send only what a form sends.
    assertThat(
            a.callAs(
                    null,
                    "POST",
                    "/api/accounts/sign-in",
                    body,
                    "Content-Type",
                    "text/plain",
                    "Origin",
                    Browser.ORIGIN)
                .status())
        .isEqualTo(415);
    assertThat(browser.me(a).status()).isEqualTo(200);
  }

  @Test
  void programWithoutCookies_maySignIn_andShowTheTokenItself() {
    signedUp("Program");
    Answer answer =
        a.callAs(null, "POST", "/api/accounts/sign-in", Browser.body("Program", PASSWORD));
    assertThat(answer.status()).isEqualTo(200);
    String cookie = answer.header("Set-Cookie");
    String token = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    assertThat(a.callAs(token, "GET", "/api/accounts/me", null).status()).isEqualTo(200);
    assertThat(a.callAs(token, "POST", "/api/accounts/sign-out", null).status()).isEqualTo(204);
    assertThat(b.callAs(token, "GET", "/api/accounts/me", null).status()).isEqualTo(401);
  }

  // Out

  @Test
  void signOut_endsTheSignIn_onAllNodes_withItsSocketsAndStreams() {
    Browser browser = signedUp("Tim");
    Browser elsewhere = signedIn("Tim");
    Browser left = browser.copy();
    try (RawSocket here = browser.socket(a);
        RawSocket there = browser.socket(b);
        RawSocket other = elsewhere.socket(b);
        EventsByCookie stream = EventsByCookie.open(b, browser.cookie(SESSION))) {
      assertThat(browser.signOut(a).status()).isEqualTo(204);

      assertThat(browser.hasCookies()).isFalse();
      assertThat(here.readCloseCode()).isEqualTo(4411);
      assertThat(there.readCloseCode()).isEqualTo(4411);
      stream.awaitEnd();
      for (TestNode node : List.of(a, b)) {
        assertThat(left.me(node).status()).isEqualTo(401);
        assertThat(left.refresh(node).status()).isEqualTo(401);
        assertThat(elsewhere.me(node).status()).isEqualTo(200);
      }
      other.sendText("{\"type\":\"ping\"}");
      assertThat(other.readText()).contains("pong");
    }
    assertThat(left.signOut(a).status()).as("once more").isEqualTo(204);
  }

  @Test
  void signOut_endsAlsoWhatATicketHasOpened() {
    Browser browser = signedUp("Margaret");
    String unspent = ticket(browser);
    try (RawSocket socket = RawSocket.connect(b.socketAddress())) {
      assertThat(socket.handshake("/ws?ticket=" + ticket(browser)).status()).isEqualTo(101);
      socket.sendText("{\"type\":\"hello\"}");
      socket.readText();
      socket.readText();
      browser.signOut(a);
      assertThat(socket.readCloseCode()).isEqualTo(4411);
    }
    try (RawSocket socket = RawSocket.connect(b.socketAddress())) {
      assertThat(socket.handshake("/ws?ticket=" + unspent).status()).isEqualTo(403);
    }
  }

  private static String ticket(Browser browser) {
    Answer answer = browser.call(a, "POST", "/api/users/me/tickets", "{}");
    assertThat(answer.status()).isEqualTo(200);
    return answer.body().path("ticket").asText();
  }

  @Test
  void socketThatWasLetIn_butFollowsOnlyAfterTheSignOut_isClosed() {
    Browser browser = signedUp("Radia");
    try (RawSocket socket =
        RawSocket.open(
            a.socketAddress(),
            "Origin: " + Browser.ORIGIN,
            "Cookie: " + SESSION + "=" + browser.cookie(SESSION))) {
      browser.signOut(a);
      socket.sendText("{\"type\":\"hello\"}");
      assertThat(socket.readCloseCode()).isEqualTo(4411);
    }
  }

  @Test
  void node_thatIsNotTold_findsTheSignOutByItself() {
    Browser browser = signedUp("Leslie");
    try (TestNode deaf =
            join(
                "ringside.broker", "local",
                "ringside.recheck.seconds", "0.1",
                "ringside.token.grace.seconds", "0.2");
        RawSocket socket = browser.socket(deaf)) {
      Browser left = browser.copy();
      browser.signOut(a);
      assertThat(left.me(deaf).status()).as("the token, at once").isEqualTo(401);
      assertThat(socket.readCloseCode()).isEqualTo(4401);
    }
  }

  // Refresh

  @Test
  void refresh_givesBothAnew() {
    Browser browser = signedUp("Ken");
    Browser before = browser.copy();
    Answer answer = browser.refresh(b);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("name").asText()).isEqualTo("Ken");
    assertThat(browser.cookie(REFRESH)).isNotEqualTo(before.cookie(REFRESH));
    assertThat(browser.me(a).status()).isEqualTo(200);
    assertThat(browser.refresh(a).status()).isEqualTo(200);
    assertThat(new Browser().refresh(a).status()).as("without any").isEqualTo(401);
  }

  @Test
  void refreshToken_besideTheSessionOfAnother_isRefused_andStaysGood() {
    Browser victim = signedUp("Whitfield");
    Browser attacker = signedUp("Judas");
    // A neighbour's domain can set the one cookie, not the other.
    Answer answer =
        a.callAs(
            null,
            "POST",
            "/api/accounts/refresh",
            null,
            "Origin",
            Browser.ORIGIN,
            "Cookie",
            SESSION
                + "="
                + victim.cookie(SESSION)
                + "; "
                + REFRESH
                + "="
                + attacker.cookie(REFRESH));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Set-Cookie")).isEmpty();
    assertThat(victim.refresh(b).status()).isEqualTo(200);
    assertThat(attacker.refresh(b).status()).isEqualTo(200);
  }

  @Test
  void refreshToken_thatComesAgainLater_endsTheSignIn() {
    try (TestNode strict = join("ringside.accounts.refresh.grace.seconds", "0")) {
      Browser browser = signedUp("Dennis");
      Browser thief = browser.copy();
      assertThat(thief.refresh(strict).status()).isEqualTo(200);
      try (RawSocket mine = browser.socket(a);
          RawSocket his = thief.socket(b)) {
        assertThat(browser.refresh(strict).status()).isEqualTo(401);

        assertThat(mine.readCloseCode()).isEqualTo(4411);
        assertThat(his.readCloseCode()).isEqualTo(4411);
      }
      for (Browser each : List.of(browser, thief)) {
        assertThat(each.me(a).status()).isEqualTo(401);
        assertThat(each.refresh(a).status()).isEqualTo(401);
      }
    }
  }

  @Test
  void tabs_thatRefreshAtOnce_areGivenTheSame() throws Exception {
    Browser browser = signedUp("Bjarne");
    int tabs = 8;
    CyclicBarrier together = new CyclicBarrier(tabs);
    List<CompletableFuture<Browser>> done = new ArrayList<>();
    for (int i = 0; i < tabs; i++) {
      TestNode node = i % 2 == 0 ? a : b;
      Browser tab = browser.copy();
      CompletableFuture<Browser> refreshed = new CompletableFuture<>();
      done.add(refreshed);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  together.await();
                  Answer answer = tab.refresh(node);
                  while (answer.status() == 503) {
                    answer = tab.refresh(node);
                  }
                  assertThat(answer.status()).isEqualTo(200);
                  refreshed.complete(tab);
                } catch (Throwable e) {
                  refreshed.completeExceptionally(e);
                }
              });
    }
    Set<String> tokens = new TreeSet<>();
    for (CompletableFuture<Browser> each : done) {
      tokens.add(each.get().cookie(REFRESH));
    }
    assertThat(tokens).hasSize(1);
    Browser last = done.getLast().get();
    assertThat(last.me(a).status()).isEqualTo(200);
    assertThat(last.refresh(b).status()).isEqualTo(200);
  }

  // Passwords

  @Test
  void newPassword_endsAllOtherSignIns() {
    Browser browser = signedUp("Linus");
    Browser other = signedIn("Linus");
    String next = "another good password";
    String body = "{\"password\":\"%s\",\"newPassword\":\"%s\"}";
    String path = "/api/accounts/password";
    assertThat(browser.call(a, "POST", path, body.formatted("wrong password", next)).status())
        .isEqualTo(401);
    assertThat(browser.call(a, "POST", path, body.formatted(PASSWORD, "short")).status())
        .isEqualTo(422);
    try (RawSocket mine = browser.socket(b);
        RawSocket others = other.socket(b)) {
      assertThat(browser.call(a, "POST", path, body.formatted(PASSWORD, next)).status())
          .isEqualTo(204);

      assertThat(others.readCloseCode()).isEqualTo(4411);
      mine.sendText("{\"type\":\"ping\"}");
      assertThat(mine.readText()).contains("pong");
    }
    assertThat(browser.me(b).status()).isEqualTo(200);
    assertThat(other.me(b).status()).isEqualTo(401);
    assertThat(new Browser().signIn(b, "Linus", PASSWORD).status()).isEqualTo(401);
    assertThat(new Browser().signIn(b, "Linus", next).status()).isEqualTo(200);
  }

  @Test
  void password_thatIsKeptWithFewerRounds_isHashedAnew() throws Exception {
    signedUp("Guido");
    assertThat(kept("guido")).startsWith("pbkdf2-sha256$1000$");
    try (TestNode node = join("ringside.accounts.iterations", "2000")) {
      assertThat(new Browser().signIn(node, "Guido", "wrong password").status()).isEqualTo(401);
      assertThat(kept("guido")).startsWith("pbkdf2-sha256$1000$");
      assertThat(new Browser().signIn(node, "Guido", PASSWORD).status()).isEqualTo(200);
    }
    assertThat(kept("guido")).startsWith("pbkdf2-sha256$2000$");
    assertThat(new Browser().signIn(a, "Guido", PASSWORD).status()).isEqualTo(200);
    assertThat(kept("guido")).as("not with fewer again").startsWith("pbkdf2-sha256$2000$");
  }

  private static String kept(String name) throws Exception {
    try (var database = a.database();
        var select = database.prepareStatement("select password from account where name_key = ?")) {
      select.setString(1, name);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  // Gone, or never there

  @Test
  void user_whoIsDeleted_hasNoAccountAnyMore() throws Exception {
    Browser browser = signedUp("Gone");
    String user = browser.me(a).body().path("user").asText();
    new Browser().signIn(a, "Gone", "wrong password");
    assertThat(a.call("DELETE", "/api/users/" + user, null).status()).isEqualTo(204);

    assertThat(browser.me(b).status()).isEqualTo(401);
    assertThat(browser.refresh(b).status()).isEqualTo(401);
    assertThat(new Browser().signIn(b, "Gone", PASSWORD).status()).isEqualTo(401);
    try (var database = a.database();
        var select = database.prepareStatement("select from sign_in where user_id = ?")) {
      select.setString(1, user);
      try (var row = select.executeQuery()) {
        assertThat(row.next()).isFalse();
      }
    }
    assertThat(new Browser().signUp(b, "Gone", PASSWORD).status()).isEqualTo(201);
  }

  @Test
  void socketOfAUserWhoIsDeleted_isClosed_alsoWhereItFollowsNothingYet() {
    Browser browser = signedUp("Erased");
    String user = browser.me(a).body().path("user").asText();
    try (RawSocket follows = browser.socket(b);
        RawSocket socket =
            RawSocket.open(
                b.socketAddress(),
                "Origin: " + Browser.ORIGIN,
                "Cookie: " + SESSION + "=" + browser.cookie(SESSION))) {
      assertThat(a.call("DELETE", "/api/users/" + user, null).status()).isEqualTo(204);

      assertThat(follows.readCloseCode()).isEqualTo(4410);
      // What is told comes in its order, so once this is closed, the other is known to have ended.
      Browser other = signedUp("Living");
      try (RawSocket living = other.socket(b)) {
        other.signOut(a);
        assertThat(living.readCloseCode()).isEqualTo(4411);
      }
      socket.sendText("{\"type\":\"hello\"}");
      assertThat(socket.readCloseCode()).isEqualTo(4411);
    }
  }

  @Test
  void accounts_thatAreOff_areNotThere() throws Exception {
    Browser browser = signedUp("Off");
    try (TestNode off = join("ringside.accounts", "false")) {
      for (String path : List.of("", "/sign-in", "/refresh", "/sign-out", "/password")) {
        assertThat(
                browser
                    .call(off, "POST", "/api/accounts" + path, Browser.body("Off", PASSWORD))
                    .status())
            .as(path)
            .isEqualTo(404);
      }
      assertThat(browser.me(off).status()).isEqualTo(404);
      assertThat(browser.call(off, "GET", "/api/users/me/inbox", null).status()).isEqualTo(401);
      assertThat(off.callAs(browser.cookie(SESSION), "GET", "/api/users/me/inbox", null).status())
          .isEqualTo(401);
    }
  }
}
