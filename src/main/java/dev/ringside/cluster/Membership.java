package dev.ringside.cluster;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.CommitWitness;
import dev.ringside.log.Broker;
import dev.ringside.log.Delivery;
import dev.ringside.log.Presence;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Database;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * This node among the others: its name, and the broker and the presence that the settings ask for.
 * Joined and left once, by the thread that starts and stops the node; the rest is immutable.
 */
@ApplicationScoped
public class Membership {

  private final Broker broker;
  private final Presence presence;
  private final @Nullable SharedBroker sharedBroker;
  private final @Nullable SharedPresence sharedPresence;

  @Inject
  Membership(
      RingsideConfig config,
      Database database,
      Transactions transactions,
      Delivery delivery,
      CommitWitness witness,
      Metrics metrics) {
    RingsideConfig.Cluster settings = config.cluster();
    String node = Long.toUnsignedString(new SecureRandom().nextLong(), 36);
    Link link =
        switch (settings.broker()) {
          case LOCAL -> null;
          case POSTGRES -> new PostgresLink(database::connect, config.database().schema());
          case REDIS -> new RedisLink(settings.redisUrl(), channel(config, database));
        };
    if (link == null) {
      sharedBroker = null;
      sharedPresence = null;
      broker = new LocalBroker(delivery);
      metrics.watch(Metric.BROKER_UP, () -> 1);
      presence = new LocalPresence(delivery);
    } else {
      sharedBroker = new SharedBroker(link, node, delivery, witness, settings, metrics);
      RollCall roll = new RollCall(node, delivery, transactions, sharedBroker, settings.lease());
      sharedBroker.onCall(roll::answer);
      sharedPresence = new SharedPresence(node, delivery, transactions, settings, roll);
      broker = sharedBroker;
      presence = sharedPresence;
    }
  }

  /** One Redis may serve the Ringsides of many databases. */
  private static String channel(RingsideConfig config, Database database) {
    return "ringside:" + database.identity() + ":" + config.database().schema();
  }

  @Produces
  @ApplicationScoped
  Broker broker() {
    return broker;
  }

  @Produces
  @ApplicationScoped
  Presence presence() {
    return presence;
  }

  /** Begins to hear of the other nodes, and to be heard of. */
  public void join() {
    if (sharedBroker != null && sharedPresence != null) {
      sharedBroker.start();
      sharedPresence.start();
    }
  }

  /** Says what is left to say, and that this node is gone. Takes some seconds at most. */
  public void leave() {
    if (sharedBroker != null && sharedPresence != null) {
      sharedPresence.close();
      sharedBroker.close();
    }
  }
}
