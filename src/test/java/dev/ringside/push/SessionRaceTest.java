package dev.ringside.push;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.inbox.InboxWriter;
import dev.ringside.log.LogName;
import dev.ringside.log.LogReader;
import dev.ringside.log.Visit;
import dev.ringside.persistence.Transactions;
import dev.ringside.support.EventStream;
import dev.ringside.support.Eventually;
import dev.ringside.support.InboxTable;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What can come between a hello, a publish, a catch-up, an erasure and a broker that loses things.
 */
@Timeout(60)
class SessionRaceTest {

  private static final String RING = "{\"title\":\"ring\"}";

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    // Heads are not compared, so that nothing lost here is healed behind the test's back.
    node = TestNode.start("ringside.reconcile.seconds", "3600");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static CompletableFuture<Void> publishing(TestNode at, String user, int times) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; i < times; i++) {
            assertThat(at.publish(user, RING).status()).isEqualTo(201);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  @Test
  void hello_againstPublish_missesNothing() {
    for (int round = 0; round < 60; round++) {
      String user = "hello" + round;
      List<Tab> tabs = List.of(Tab.of(node, user), Tab.of(node, user), Tab.of(node, user));

      CompletableFuture<Void> publishes = publishing(node, user, 6);
      tabs.forEach(tab -> tab.connect(100, false));

      publishes.join();
      for (Tab tab : tabs) {
        tab.awaitRevision(6);
        tab.awaitEqual(node, user);
        assertThat(tab.model().isWhole()).isTrue();
        tab.close();
      }
    }
  }

  @Test
  void firstPublish_againstHelloOfAnInboxWithoutHistory_isNoReset() {
    Tab tab = Tab.open(node, "nothing");
    assertThat(tab.model().position().epoch()).isEqualTo("-");
    long resets = tab.model().resets();

    publishing(node, "nothing", 3).join();

    tab.awaitRevision(3);
    assertThat(tab.model().resets()).isEqualTo(resets);
    tab.awaitEqual(node, "nothing");
    tab.close();
  }

  @Test
  void resume_whilePublishing_missesNothingAndNeedsNoReset() {
    List<Tab> tabs = List.of(Tab.open(node, "resume"), Tab.open(node, "resume"));
    CompletableFuture<Void> publishes = publishing(node, "resume", 400);

    int resumed = 0;
    while (!publishes.isDone()) {
      for (Tab tab : tabs) {
        tab.drop();
        tab.resume();
        tab.awaitCurrent();
        resumed++;
      }
    }

    publishes.join();
    assertThat(resumed).isGreaterThan(2);
    for (Tab tab : tabs) {
      tab.awaitRevision(400);
      tab.awaitEqual(node, "resume");
      assertThat(tab.model().resets()).isEqualTo(1);
      tab.close();
    }
  }

  /** The read is done, its answer not yet taken, when the change is delivered. */
  @Test
  void change_thatArrivesDuringACatchUp_followsIt() throws Exception {
    LogName log = LogName.inbox("during");
    publishing(node, "during", 2).join();
    WebSockets sessions = node.ringside().bean(WebSockets.class);
    LogReader reader =
        node.ringside()
            .beans(LogReader.class)
            .filter(each -> each.kind() == log.kind())
            .findAny()
            .orElseThrow();
    Deque<PushSession> behind = new ArrayDeque<>();
    StreamOutlet outlet = new StreamOutlet(Visits.begin(Visit.Kind.EVENTS, null, null), null);
    PushSession session = new PushSession(log, outlet, behind::add, null, 50, false);
    assertThat(sessions.register(session)).isTrue();
    session.start();
    LogReader.CatchUp read = reader.read(List.of(behind.remove().beginRead())).getFirst();

    // Registered later, so told later: once this tab has it, the session has heard of it.
    Tab witness = Tab.open(node, "during");
    publishing(node, "during", 1).join();
    witness.awaitRevision(3);
    session.endRead(read, Frame.of(read));

    Frame first = requireNonNull(outlet.take(Duration.ofSeconds(10)));
    assertThat(first.parts().getLast().end().revision()).isEqualTo(2);
    assertThat(behind).as("reads again when there is room").isEmpty();
    assertThat(outlet.take(Duration.ZERO)).isNull();
    LogReader.CatchUp next = reader.read(List.of(behind.remove().beginRead())).getFirst();
    session.endRead(next, Frame.of(next));
    Frame second = requireNonNull(outlet.take(Duration.ofSeconds(10)));
    assertThat(second.parts().getLast().end().revision()).isEqualTo(3);
    sessions.remove(session);
    witness.close();
  }

  @Test
  void inbox_erasedAndMadeAnewWhileAway_isAReset() {
    publishing(node, "away", 5).join();
    Tab tab = Tab.open(node, "away");
    tab.drop();

    assertThat(node.call("DELETE", "/api/users/away", null).status()).isEqualTo(204);
    publishing(node, "away", 7).join();
    tab.resume();

    tab.awaitEqual(node, "away");
    assertThat(tab.model().resets()).isEqualTo(2);
    assertThat(tab.model().notifications()).hasSize(7);
    tab.close();
  }

  @Test
  void inbox_erasedWhileAway_isAResetToNothing() {
    publishing(node, "gone", 5).join();
    Tab tab = Tab.open(node, "gone");
    tab.drop();

    assertThat(node.call("DELETE", "/api/users/gone", null).status()).isEqualTo(204);
    tab.resume();

    tab.awaitEqual(node, "gone");
    assertThat(tab.model().notifications()).isEmpty();
    assertThat(tab.model().position().epoch()).isEqualTo("-");
    tab.close();
  }

  @Test
  void inbox_erasedWhileOpen_saysGoodbyeToAll() throws Exception {
    publishing(node, "open", 2).join();
    Tab tab = Tab.open(node, "open");
    EventStream events = new EventStream(node, "open");
    events.connect();
    Eventually.holds("first event", () -> events.model().frames() > 0);
    var at = tab.model().position();
    CompletableFuture<TestNode.Answer> poll =
        CompletableFuture.supplyAsync(
            () ->
                node.call(
                    "GET",
                    "/api/users/open/changes?wait=50&epoch=" + at.epoch() + "&since=2",
                    null));
    Eventually.holds("three sessions", () -> online("open") == 3);

    assertThat(node.call("DELETE", "/api/users/open", null).status()).isEqualTo(204);

    assertThat(tab.awaitClose()).isEqualTo(4410);
    assertThat(requireNonNull(tab.bye()).path("reason").asText()).isEqualTo("erased");
    Eventually.holds("end of the stream", events::isOver);
    assertThat(poll.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    Eventually.holds("end of all sessions", () -> online("open") == 0);

    publishing(node, "open", 1).join();
    tab.resume();
    tab.awaitEqual(node, "open");
    events.connect();
    Eventually.isNull(() -> events.model().differsFrom(InboxTable.read(node, "open")));
    tab.close();
    events.close();
  }

  private static long online(String user) {
    return node.call("GET", "/api/users/" + user + "/inbox", null).body().path("online").asLong();
  }

  @Test
  void erasure_againstPublishAndHello_leavesEveryTabEqual() {
    for (int round = 0; round < 20; round++) {
      String user = "churn" + round;
      publishing(node, user, 2).join();
      Tab tab = Tab.of(node, user);

      CompletableFuture<Void> publishes = publishing(node, user, 6);
      tab.connect(100, false);
      assertThat(node.call("DELETE", "/api/users/" + user, null).status()).isEqualTo(204);
      publishes.join();

      Eventually.isNull(
          () -> {
            tab.check();
            if (tab.isOver()) {
              tab.resume();
            }
            return tab.model().differsFrom(InboxTable.read(node, user));
          });
      tab.close();
    }
  }

  /** A transaction of somebody else's that tells no broker, as a broker that lost it would. */
  private static void readAllUnheard(TestNode at, String user) {
    InboxWriter writer = at.ringside().bean(InboxWriter.class);
    InboxOperation mark = new InboxOperation.Mark(user, As.READ, new Which.Through(1_000, null));
    at.ringside()
        .bean(Transactions.class)
        .run(transaction -> writer.apply(transaction, List.of(mark), InboxWriter.Locks.WAIT));
  }

  @Test
  void lostChange_isHealedByTheNextOne() {
    publishing(node, "lost", 3).join();
    Tab tab = Tab.open(node, "lost");

    readAllUnheard(node, "lost");
    publishing(node, "lost", 1).join();

    tab.awaitRevision(7);
    tab.awaitEqual(node, "lost");
    assertThat(tab.model().resets()).isEqualTo(1);
    tab.close();
  }

  @Test
  void lostChange_isHealedByReconciliation() throws Exception {
    try (TestNode reconciling = TestNode.start("ringside.reconcile.seconds", "0.2")) {
      publishing(reconciling, "42", 3).join();
      Tab tab = Tab.open(reconciling, "42");
      EventStream events = new EventStream(reconciling, "42");
      events.connect();

      readAllUnheard(reconciling, "42");

      tab.awaitRevision(6);
      tab.awaitEqual(reconciling, "42");
      assertThat(tab.model().unread()).isZero();
      assertThat(tab.model().resets()).isEqualTo(1);
      Eventually.isNull(() -> events.model().differsFrom(InboxTable.read(reconciling, "42")));

      eraseUnheard(reconciling, "42");
      tab.awaitEqual(reconciling, "42");
      publishing(reconciling, "42", 6).join();
      tab.awaitEqual(reconciling, "42");
      Eventually.isNull(() -> events.model().differsFrom(InboxTable.read(reconciling, "42")));
      tab.close();
      events.close();
    }
  }

  private static void eraseUnheard(TestNode at, String user) throws SQLException {
    try (var connection = at.database();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String table : List.of("inbox", "notification", "idempotency")) {
        statement.executeUpdate("delete from " + table + " where user_id = '" + user + "'");
      }
      connection.commit();
    }
  }

  @Test
  void readAll_overManyRows_arrivesInFramesOfAFew() {
    List<CompletableFuture<Void>> publishes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      publishes.add(publishing(node, "many", 110));
    }
    Tab tab = Tab.open(node, "many");
    publishes.forEach(CompletableFuture::join);
    tab.awaitRevision(660);
    tab.awaitEqual(node, "many");
    Tab away = Tab.open(node, "many");
    away.drop();

    tab.askOk("{\"type\":\"read\",\"through\":660}");
    tab.awaitRevision(1320);
    tab.awaitEqual(node, "many");
    away.resume();
    away.awaitRevision(1320);
    away.awaitEqual(node, "many");
    assertThat(away.model().resets()).isEqualTo(1);
    tab.close();
    away.close();
  }
}
