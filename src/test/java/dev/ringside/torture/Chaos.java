package dev.ringside.torture;

import dev.ringside.support.NodeProcess;
import dev.ringside.torture.Finding.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Breaks parts of the site at random and mends them after a while, several at once but each only
 * once at a time. One thread decides, one for each fault carries it out.
 */
final class Chaos {

  private static final int LOAD = 25;

  private final long breathNanos;
  private final Site site;
  private final Figures figures;
  private final Findings findings;
  private final Random random;

  /** What comes next, which goes on from round to round. */
  private final Deque<Fault> deck;

  private final Set<Object> broken = ConcurrentHashMap.newKeySet();

  Chaos(
      Site site,
      Deque<Fault> deck,
      double breathSeconds,
      Figures figures,
      Findings findings,
      Random random) {
    this.breathNanos = (long) (breathSeconds * 1e9);
    this.site = site;
    this.figures = figures;
    this.findings = findings;
    this.random = random;
    this.deck = deck;
  }

  private interface Part {
    void run() throws Exception;
  }

  /** Breaks things until the time has come, and returns when all of them are mended. */
  void run(long endNanos) throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    while (System.nanoTime() < endNanos && findings.isEmpty()) {
      awaitLoad();
      pause(50, 600);
      // Reading a process's output holds a virtual thread's carrier, of which there are few.
      running.add(Thread.ofPlatform().daemon().name("fault").start(breaking(draw())));
    }
    for (Thread each : running) {
      each.join();
    }
  }

  /** Lets some publishes through first, so that there is something to lose. */
  private void awaitLoad() {
    long enough = figures.acknowledged.get() + LOAD;
    long end = System.nanoTime() + breathNanos;
    while (figures.acknowledged.get() < enough && System.nanoTime() < end && findings.isEmpty()) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  private Fault draw() {
    if (deck.isEmpty()) {
      List<Fault> all =
          new ArrayList<>(
              Arrays.stream(Fault.values()).filter(f -> f.happensWith(site.broker())).toList());
      all.add(Fault.NODE_KILLED);
      Collections.shuffle(all, random);
      deck.addAll(all);
    }
    Fault next = deck.remove();
    return next.happensWith(site.broker()) ? next : draw();
  }

  private Runnable breaking(Fault fault) {
    NodeProcess node = site.nodes().get(random.nextInt(site.nodes().size()));
    return switch (fault) {
      case NODE_KILLED -> once(fault, node, node::kill, () -> site.revive(node));
      case NODE_STOPPED -> once(fault, node, node::stop, () -> site.revive(node));
      case NODE_PAUSED ->
          once(
              fault,
              node,
              () -> {
                node.pause();
                pause(300, 4_000);
              },
              node::resume);
      case POSTGRES_KILLED ->
          once(fault, site.postgres(), site.postgres()::kill, site.postgres()::revive);
      case BACKEND_KILLED ->
          once(
              fault,
              site.postgres(),
              () -> site.postgres().killBackend(random),
              site.postgres()::revive);
      case POSTGRES_CUT ->
          once(
              fault, site.postgres(), site.postgres().relay()::shut, site.postgres().relay()::open);
      case BROKER_KILLED -> once(fault, site.broker(), redis()::kill, redis()::revive);
      case BROKER_CUT -> cutBroker();
    };
  }

  private Redis redis() {
    Redis redis = site.redis();
    if (redis == null) {
      throw new IllegalStateException("there is no Redis");
    }
    return redis;
  }

  private Runnable cutBroker() {
    if (site.broker() == BrokerKind.POSTGRES) {
      return once(Fault.BROKER_CUT, site.broker(), site.postgres()::cutListeners, () -> {});
    }
    return once(
        Fault.BROKER_CUT,
        site.broker(),
        redis().mangler().relay()::shut,
        redis().mangler().relay()::open);
  }

  private Runnable once(Fault fault, Object part, Part strike, Part mend) {
    return () -> {
      if (!broken.add(part)) {
        return;
      }
      try {
        figures.count(fault);
        strike.run();
        pause(0, 1_500);
        mend.run();
      } catch (Exception | AssertionError e) {
        findings.add(Kind.ANSWER, fault + " could not be mended: " + e);
      } finally {
        broken.remove(part);
      }
    };
  }

  private void pause(int leastMillis, int mostMillis) {
    LockSupport.parkNanos((leastMillis + random.nextInt(mostMillis - leastMillis)) * 1_000_000L);
  }
}
