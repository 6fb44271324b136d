package dev.ringside.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.CommitWitness;
import dev.ringside.log.Broker;
import dev.ringside.metrics.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a broker keeps to whose messages are carried by something that may be down. */
abstract class SharedBrokerContract extends BrokerContract {

  /** A link to what the tests can cut. */
  abstract Link link() throws Exception;

  /** Has every link broken, and none opened. */
  abstract void cut() throws Exception;

  /** Ends that. */
  abstract void mend() throws Exception;

  @Override
  final Broker join(String node, RecordedDelivery delivery, RingsideConfig.Cluster settings)
      throws Exception {
    SharedBroker broker =
        new SharedBroker(link(), node, delivery, new CommitWitness(), settings, new Metrics());
    broker.start();
    return broker;
  }

  @Test
  void broker_thatIsDown_costsTheSenderNothing() throws Exception {
    cut();

    // More than may wait: 20 MB where 1 MB has room.
    for (int i = 1; i <= 2_000; i++) {
      broker(0).publish(List.of(change(i, "{\"x\":\"" + "y".repeat(10_000) + "\"}")));
    }

    assertThat(told(0)).hasSize(2_000);
    mend();
    awaitCarrying();
  }

  @Test
  void broker_thatComesBack_carriesAgain() throws Exception {
    for (int round = 1; round <= 3; round++) {
      cut();
      mend();
      awaitCarrying();
    }
  }
}
