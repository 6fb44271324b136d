package dev.ringside.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.log.Broker;
import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Signal;
import dev.ringside.support.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every broker keeps to, whatever carries its messages, and however many nodes there are. */
abstract class BrokerContract {

  private static final LogName LOG = LogName.inbox("42 /é");
  private static final int MANY = 3_000;

  private final List<RecordedDelivery> ends = new ArrayList<>();
  private final List<Broker> brokers = new ArrayList<>();

  /** How many nodes a broker of this kind joins. */
  int nodes() {
    return 3;
  }

  /** Makes and starts the broker of one node. */
  abstract Broker join(String node, RecordedDelivery delivery, RingsideConfig.Cluster settings)
      throws Exception;

  @BeforeEach
  void joinAll() throws Exception {
    RingsideConfig.Cluster settings =
        Settings.of(
                Map.of(
                    "ringside.broker.retry.seconds", "0.1",
                    "ringside.broker.waiting.bytes", "1000000"))
            .read()
            .cluster();
    for (int i = 0; i < nodes(); i++) {
      RecordedDelivery end = new RecordedDelivery();
      ends.add(end);
      brokers.add(join("n" + i, end, settings));
    }
    awaitCarrying();
  }

  /** Until what each node says reaches all; what that took is forgotten again. */
  final void awaitCarrying() {
    for (int from = 0; from < nodes(); from++) {
      int sender = from;
      Signal probe = new Signal.Suspect(LogName.inbox("probe " + from + " " + System.nanoTime()));
      Eventually.holds(
          "carrying from " + from,
          () -> {
            brokers.get(sender).signal(probe);
            return ends.stream().allMatch(end -> end.told().contains(probe.toString()));
          });
    }
  }

  @AfterEach
  void leaveAll() throws Exception {
    for (Broker broker : brokers) {
      if (broker instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
  }

  final Broker broker(int node) {
    return brokers.get(node);
  }

  static Change change(long revision, String frame) {
    return new Change(LOG, "e", revision - 1, revision, frame.getBytes(UTF_8));
  }

  /** What a node was told, probes left out. */
  final List<String> told(int node) {
    return ends.get(node).told().stream().filter(text -> !text.contains("probe")).toList();
  }

  final void assertToldEverywhere(List<String> expected) {
    for (int i = 0; i < nodes(); i++) {
      int node = i;
      Eventually.holds("all at node " + node, () -> told(node).size() >= expected.size());
      assertThat(told(node)).isEqualTo(expected);
    }
  }

  @Test
  void change_reachesEveryNode_onceAndByteForByte() {
    Change change = change(1, "{\"title\":\"é😀 \\\"\\n\",\"n\":1.500}");

    brokers.getFirst().publish(List.of(change));

    assertThat(told(0)).as("the sender's own node, at once").hasSize(1);
    assertToldEverywhere(List.of(RecordedDelivery.text(change)));
    awaitCarrying();
    assertToldEverywhere(List.of(RecordedDelivery.text(change)));
  }

  @Test
  void changes_keepTheirOrder() {
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= MANY; i += 3) {
      List<Change> batch =
          List.of(change(i, "{\"a\":1}"), change(i + 1, "{}"), change(i + 2, "{\"b\":2}"));
      batch.forEach(each -> expected.add(RecordedDelivery.text(each)));
      brokers.getLast().publish(batch);
    }

    assertToldEverywhere(expected);
  }

  @Test
  void signals_reachEveryNode_inOrderWithChanges() {
    List<Signal> signals =
        List.of(
            new Signal.Erased(LOG),
            new Signal.Suspect(LOG),
            new Signal.Moved(LOG, new Position("e", 9)));
    List<String> expected = new ArrayList<>();
    for (Signal signal : signals) {
      Change change = change(7, "{\"a\":1}");
      brokers.getFirst().publish(List.of(change));
      brokers.getFirst().signal(signal);
      expected.add(RecordedDelivery.text(change));
      expected.add(signal.toString());
    }

    assertToldEverywhere(expected);
  }

  /** A change that no message holds comes by where it leads, to all but the sender's own node. */
  @Test
  void change_thatIsBig_isKnownEverywhere() {
    Change change = change(5, "{\"x\":\"" + "y".repeat(300_000) + "\"}");
    brokers.getFirst().publish(List.of(change));

    assertThat(told(0)).containsExactly(RecordedDelivery.text(change));
    for (int i = 1; i < nodes(); i++) {
      int node = i;
      Eventually.holds("the change at node " + node, () -> !told(node).isEmpty());
      assertThat(told(node))
          .containsExactly(new Signal.Moved(LOG, new Position("e", 5)).toString());
    }
  }
}
