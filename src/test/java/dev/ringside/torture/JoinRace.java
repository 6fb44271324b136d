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

/**
 * Tabs that join at the very moment of a user's last change: one that falls between a tab's first
 * read and its registration would be lost until heads are compared, which counts what that heals.
 */
final class JoinRace {

  private static final int TABS = 8;

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

  /** One user, some tabs, one change. */
  void run() {
    String user = "race " + random.nextLong();
    List<Tab> tabs = new ArrayList<>();
    try {
      for (int i = 0; i < TABS; i++) {
        tabs.add(Tab.of(anyNode(), user));
      }
      List<CompletableFuture<Void>> joining = new ArrayList<>();
      tabs.forEach(tab -> joining.add(inBackground(() -> tab.connect(50, false))));
      long last = 0;
      for (int i = random.nextInt(3); i >= 0; i--) {
        last = publish(user);
      }
      joining.forEach(CompletableFuture::join);
      for (Tab tab : tabs) {
        tab.awaitRevision(last);
        figures.races.incrementAndGet();
      }
    } catch (AssertionError e) {
      findings.add(Kind.TAB_DIFFERS, user + ", which joined during a change: " + e.getMessage());
    } catch (UncheckedIOException e) {
      findings.add(Kind.ANSWER, "a connection ended by itself: " + e.getMessage());
    } finally {
      tabs.forEach(Tab::close);
    }
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
