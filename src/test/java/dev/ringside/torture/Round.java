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
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Some seconds of load on users of its own, with faults or without, and the count at its end. */
final class Round {

  /** How the names of those users end who are erased now and then. */
  static final String ERASABLE = "e";

  private static final int USERS = 4;
  private static final int TABS = 3;
  private static final int PUBLISHERS = 5;

  private final Site site;
  private final Weather weather;
  private final Random random;
  private final Ledger ledger = new Ledger();
  private final Figures figures = new Figures();
  private final Findings findings;
  private final Witness witness;
  private final Clients clients;
  private final List<Followed> users = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean loaded = new AtomicBoolean(true);

  Round(Site site, String name, Weather weather, Findings findings, Random random) {
    this.site = site;
    this.weather = weather;
    this.findings = findings;
    this.random = random;
    this.witness = new Witness(site.postgres(), ledger, findings);
    this.clients = new Clients(witness, findings, figures);
    for (int i = 0; i < USERS; i++) {
      users.add(new Followed(name + " /é" + i + (i == 0 ? ERASABLE : "")));
    }
  }

  private interface Part {
    void run() throws Exception;
  }

  /** Runs it, and adds what was found; returns what was done. */
  Figures run(double seconds) throws InterruptedException, SQLException {
    Redis redis = site.redis();
    long mangledBefore = redis == null ? 0 : redis.mangler().mangled();
    boolean storm = weather == Weather.STORM;
    for (Followed user : users) {
      clients.add(user, TABS, weather, anyNode(), random);
    }
    mangle(storm);
    List<Thread> publishers = startLoad();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    if (storm) {
      new Chaos(site, figures, findings, new Random(random.nextLong())).run(end);
    } else {
      calm(end);
    }
    // What is lost of the last changes, nothing but the comparison of heads can bring.
    loaded.set(false);
    join(publishers);
    mangle(false);
    join(threads);
    count();
    witness.close();
    figures.looks.addAndGet(witness.looks());
    figures.mangled.addAndGet(redis == null ? 0 : redis.mangler().mangled() - mangledBefore);
    return figures;
  }

  private void calm(long end) {
    JoinRace race =
        new JoinRace(site.nodes(), ledger, findings, figures, new Random(random.nextLong()));
    while (System.nanoTime() < end && findings.isEmpty()) {
      race.run();
    }
  }

  private Supplier<Node> anyNode() {
    Random own = new Random(random.nextLong());
    List<NodeProcess> nodes = site.nodes();
    return () -> nodes.get(own.nextInt(nodes.size()));
  }

  private void mangle(boolean on) {
    Redis redis = site.redis();
    if (redis != null) {
      redis.mangler().mangle(on);
    }
  }

  private List<Thread> startLoad() {
    List<Thread> publishers = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      Random own = new Random(random.nextLong());
      StubbornHand hand =
          new StubbornHand(anyNode(), ledger, witness, findings, figures, own);
      RandomOperation operation = new RandomOperation(hand, own);
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
      Audit audit = new Audit(ledger, findings);
      for (Followed user : users) {
        audit.check(database, user.name());
      }
    }
  }

  private void settle(Connection database, Follower follower) {
    try {
      follower.settle();
      if (findings.isEmpty()) {
        Eventually.isNull(
            () -> follower.differsFrom(InboxTable.read(database, follower.user())));
      }
      follower.close();
    } catch (Exception | AssertionError e) {
      findings.add(Kind.TAB_DIFFERS, follower.user() + ": " + e.getMessage());
    }
  }
}
