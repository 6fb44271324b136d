package dev.ringside.cluster;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.Broker;

class LocalBrokerTest extends BrokerContract {

  @Override
  int nodes() {
    return 1;
  }

  @Override
  Broker join(String node, RecordedDelivery delivery, RingsideConfig.Cluster settings) {
    return new LocalBroker(delivery);
  }
}
