package dev.ringside.torture;

import dev.ringside.support.Eventually;
import dev.ringside.support.Node;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.torture.Finding.Kind;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Tabs that join at the very moment of a user's last change: one that falls between a tab's first
 * read and its registration would be lost until heads are compared, which counts what that heals.
 */
final class JoinRace {

  private static final int TABS = 8;

  /** How long it took the last time to say hello; a first read comes about as long after that. */
  private static final AtomicLong usualNanos = new AtomicLong(25_000_000);

  private final List<? extends Node> nodes;
  private final Ledger ledger;
  private final Findings findings;
  private final Figures figures;
  private final Random random;

  JoinRace(
      List<? extends Node> nodes,
      Ledger ledger,
      Findings findings,
      Figures figures,
      Random random) {
    this.nodes = nodes;
    this.ledger = ledger;
    this.findings = findings;
    this.figures = figures;
    this.random = random;
  }

  /** Some users at once, each with a tab and a change. */
  void run() {
    List<CompletableFuture<Void>> races = new ArrayList<>();
    for (int i = 0; i < TABS; i++) {
      races.add(inBackground(this::race));
    }
    races.forEach(CompletableFuture::join);
  }

  private void race() {
    String user = "race " + random.nextLong();
    try (Tab tab = Tab.of(anyNode(), user)) {
      CompletableFuture<Void> joining = inBackground(() -> join(tab));
      LockSupport.parkNanos(random.nextLong(2 * usualNanos.get()));
      long last = publish(user);
      joining.join();
      tab.awaitRevision(last);
      figures.races.incrementAndGet();
    } catch (AssertionError e) {
      findings.add(Kind.TAB_DIFFERS, user + ", which joined during a change: " + e.getMessage());
    } catch (UncheckedIOException | CompletionException e) {
      findings.add(Kind.ANSWER, "a connection ended by itself: " + e.getMessage());
    }
  }

  private static void join(Tab tab) {
    long start = System.nanoTime();
    tab.connect(50, false);
    usualNanos.set(Math.max(1, System.nanoTime() - start));
  }

  private Node anyNode() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private long publish(String user) {
    String call = "race " + ledger.next();
    TestNode.Answer[] answer = new TestNode.Answer[1];
    Eventually.holds(
        "answer to a publish",
        () -> {
          answer[0] = anyNode().publish(user, "{\"title\":\"race\"}", "Idempotency-Key", call);
          return answer[0].status() < 300;
        });
    return answer[0].body().path("revision").asLong();
  }

  private static CompletableFuture<Void> inBackground(Runnable task) {
    return CompletableFuture.runAsync(task, each -> Thread.ofVirtual().start(each));
  }
}
