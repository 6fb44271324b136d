package dev.ringside.cluster;

import dev.ringside.log.Broker;
import dev.ringside.log.Change;
import dev.ringside.log.Delivery;
import dev.ringside.log.Signal;
import java.util.List;

/** The broker of a single node: hands over what it is given. Stateless, safe for any thread. */
final class LocalBroker implements Broker {

  private final Delivery delivery;

  LocalBroker(Delivery delivery) {
    this.delivery = delivery;
  }

  @Override
  public void publish(List<Change> changes) {
    delivery.deliver(changes);
  }

  @Override
  public void signal(Signal signal) {
    delivery.signal(signal);
  }

  @Override
  public boolean isUp() {
    return true;
  }
}
