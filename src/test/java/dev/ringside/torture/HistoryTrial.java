package dev.ringside.torture;

import dev.ringside.support.Eventually;
import dev.ringside.support.Node;
import dev.ringside.support.Tab;
import dev.ringside.support.TestNode;
import dev.ringside.torture.Finding.Kind;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A tab that is away while its user is erased and told of other things, as many or more. Its
 * position is one of the new history too, but for the epoch.
 */
final class HistoryTrial {

  private final List<? extends Node> nodes;
  private final Findings findings;
  private final Random random;

  HistoryTrial(List<? extends Node> nodes, Findings findings, Random random) {
    this.nodes = nodes;
    this.findings = findings;
    this.random = random;
  }

  /** One user, one tab. */
  void run() {
    String user = "history " + random.nextLong();
    int before = 1 + random.nextInt(4);
    publish(user, before);
    try (Tab tab = Tab.open(anyNode(), user)) {
      tab.awaitRevision(before);
      tab.drop();
      until("erased", 204, "DELETE", "/api/users/" + encoded(user), null);
      int after = before + random.nextInt(4);
      publish(user, after);
      try (Tab back = tab.at(anyNode())) {
        back.resume();
        back.awaitCurrent();
        back.awaitRevision(after);
        if (back.model().notifications().size() != after) {
          findings.add(Kind.TAB_DIFFERS, user + " has " + back.model().notifications());
        }
      }
    } catch (AssertionError e) {
      findings.add(Kind.RULE_BROKEN, user + ", who was erased meanwhile: " + e.getMessage());
    } catch (UncheckedIOException e) {
      findings.add(Kind.ANSWER, "a connection ended by itself: " + e.getMessage());
    }
  }

  private static String encoded(String user) {
    return user.replace(" ", "%20");
  }

  private void publish(String user, int times) {
    for (int i = 0; i < times; i++) {
      String path = "/api/users/" + encoded(user) + "/notifications";
      until("published", 201, "POST", path, "{\"title\":\"history\"}");
    }
  }

  /** Calls until it is done; under a name, so that nothing is done twice. */
  private void until(String what, int status, String method, String path, @Nullable String body) {
    String name = "call " + random.nextLong();
    Eventually.holds(
        what,
        () -> {
          int answered =
              anyNode().callAs(TestNode.KEY, method, path, body, "Idempotency-Key", name).status();
          return answered == status || answered == 200;
        });
  }

  private Node anyNode() {
    return nodes.get(random.nextInt(nodes.size()));
  }
}
