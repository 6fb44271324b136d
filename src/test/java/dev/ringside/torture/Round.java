package dev.ringside.torture;

import dev.ringside.support.Eventually;
import dev.ringside.support.Followed;
import dev.ringside.support.Follower;
import dev.ringside.support.InboxTable;
import dev.ringside.support.Node;
import dev.ringside.support.NodeProcess;
import dev.ringside.support.RandomOperation;
import dev.ringside.support.Weather;
import dev.ringside.torture.Finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Some seconds of load on users of its own, with faults or without, and the count at its end. */
final class Round {

  /** How the names of those users end who are erased now and then. */
  static final String ERASABLE = "e";

  private static final Pattern HEALED =
      Pattern.compile("(?m)^ringside_losses_healed_total(?:\\{.*})? (\\S+)$");

  private static final int USERS = 4;
  private static final int TABS = 3;
  private static final int PUBLISHERS = 5;

  /** Of a calm round at least. */
  private static final int RACES = 24;

  /** Only of what is done to the one user who may be erased. */
  private static final int ERASED_ONE_IN = 30;

  private final Site site;
  private final Weather weather;
  private final Deque<Fault> deck;
  private final double breathSeconds;
  private final Random random;
  private final Ledger ledger = new Ledger();
  private final Figures figures = new Figures();
  private final Findings findings;
  private final Witness witness;
  private final Clients clients;
  private final RoomTalk talk;
  private final List<Followed> users = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean loaded = new AtomicBoolean(true);

  Round(
      Site site,
      String name,
      Weather weather,
      Deque<Fault> deck,
      double breathSeconds,
      Findings findings,
      Random random) {
    this.deck = deck;
    this.breathSeconds = breathSeconds;
    this.site = site;
    this.weather = weather;
    this.findings = findings;
    this.random = random;
    this.witness = new Witness(site.postgres(), ledger, findings);
    this.clients = new Clients(witness, findings, figures);
    this.talk =
        new RoomTalk(name, weather, anyNode(), findings, figures, new Random(random.nextLong()));
    for (int i = 0; i < USERS; i++) {
      users.add(new Followed(name + " /é" + i + (i == 0 ? ERASABLE : "")));
    }
  }

  private interface Part {
    void run() throws Exception;
  }

  /** Runs it, and adds what was found; returns what was done. */
  Figures run(double seconds) throws InterruptedException, SQLException {
    long mangledBefore = site.mangled();
    boolean storm = weather == Weather.STORM;
    for (Followed user : users) {
      clients.add(user, TABS, weather, anyNode(), random);
    }
    talk.begin();
    site.mangle(storm ? Mangling.ALL_SORTS : Mangling.NONE);
    List<Thread> publishers = startLoad();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    if (storm) {
      new Chaos(site, deck, breathSeconds, figures, findings, new Random(random.nextLong()))
          .run(end);
    } else {
      calm(end);
    }
    loaded.set(false);
    join(publishers);
    join(threads);
    if (storm) {
      lastWords();
    }
    site.mangle(Mangling.NONE);
    count();
    if (!storm) {
      checkNothingHealed();
    }
    witness.close();
    figures.looks.addAndGet(witness.looks());
    figures.mangled.addAndGet(site.mangled() - mangledBefore);
    return figures;
  }

  private void calm(long end) {
    JoinRace race =
        new JoinRace(site.nodes(), ledger, findings, figures, new Random(random.nextLong()));
    HistoryTrial history = new HistoryTrial(site.nodes(), findings, new Random(random.nextLong()));
    while ((System.nanoTime() < end || figures.races.get() < RACES) && findings.isEmpty()) {
      race.run();
      history.run();
    }
  }

  /** Last changes that no broker carries: nothing but the comparison of heads can bring them. */
  private void lastWords() {
    site.mangle(Mangling.DROPPED);
    for (Follower follower : clients.all()) {
      attempt(Kind.RULE_BROKEN, follower, follower::settle);
    }
    for (Followed user : users) {
      hand(new Random(random.nextLong())).publish(user, "{\"title\":\"last words\"}");
    }
  }

  /** Without a fault no broker loses anything, and no session misses anything. */
  private void checkNothingHealed() {
    for (NodeProcess node : site.nodes()) {
      String metrics = node.call("GET", "/metrics", null).raw().body();
      Matcher healed = HEALED.matcher(metrics);
      if (!healed.find()) {
        findings.add(Kind.HEALED, "a node does not tell how much it healed");
      } else if (Double.parseDouble(healed.group(1)) > 0) {
        findings.add(Kind.HEALED, healed.group(1) + " sessions had missed something without cause");
      }
    }
  }

  private void attempt(Kind kind, Follower follower, Part part) {
    try {
      part.run();
    } catch (Exception | AssertionError e) {
      findings.add(kind, follower.user() + ": " + e.getMessage());
    }
  }

  private StubbornHand hand(Random own) {
    return new StubbornHand(anyNode(), ledger, witness, findings, figures, own);
  }

  private Supplier<Node> anyNode() {
    Random own = new Random(random.nextLong());
    List<NodeProcess> nodes = site.nodes();
    return () -> nodes.get(own.nextInt(nodes.size()));
  }

  private List<Thread> startLoad() {
    List<Thread> publishers = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      Random own = new Random(random.nextLong());
      RandomOperation operation = new RandomOperation(hand(own), ERASED_ONE_IN, own);
      publishers.add(
          start(
              "publisher",
              () -> {
                operation.run(users.get(own.nextInt(USERS)));
                LockSupport.parkNanos(own.nextInt(20) * 1_000_000L);
              }));
    }
    for (Follower follower : clients.all()) {
      threads.add(start("client", follower::act));
    }
    for (RoomTalk.Speaker speaker : talk.speakers()) {
      threads.add(start("speaker", speaker::act));
    }
    return publishers;
  }

  private Thread start(String name, Part part) {
    return Thread.ofVirtual()
        .name(name)
        .start(
            () -> {
              try {
                while (loaded.get() && findings.isEmpty()) {
                  part.run();
                }
              } catch (Exception | AssertionError e) {
                findings.add(Kind.RULE_BROKEN, name + ": " + e.getMessage());
              }
            });
  }

  private static void join(List<Thread> all) throws InterruptedException {
    for (Thread each : all) {
      each.join();
    }
  }

  /** Waits until all clients equal the table, and holds the ledger against it. */
  private void count() throws SQLException {
    try (Connection database = site.postgres().connect()) {
      for (Follower follower : clients.all()) {
        settle(database, follower);
      }
      talk.settle(database);
      Audit audit = new Audit(ledger, findings);
      for (Followed user : users) {
        audit.check(database, user.name());
      }
    }
  }

  private void settle(Connection database, Follower follower) {
    attempt(
        Kind.TAB_DIFFERS,
        follower,
        () -> {
          follower.settle();
          if (findings.isEmpty()) {
            Eventually.isNull(
                () -> follower.differsFrom(InboxTable.read(database, follower.user())));
          }
          follower.close();
        });
  }
}
