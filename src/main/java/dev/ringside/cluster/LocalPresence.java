package dev.ringside.cluster;

import dev.ringside.log.Delivery;
import dev.ringside.log.LogName;
import dev.ringside.log.Presence;
import dev.ringside.log.Roll;

/** Who is there where there is one node alone. Stateless, safe for any thread. */
final class LocalPresence implements Presence {

  private final Delivery delivery;

  LocalPresence(Delivery delivery) {
    this.delivery = delivery;
  }

  @Override
  public void changed(LogName log) {
    // What there is to know is asked for when somebody wants to know it.
  }

  @Override
  public Roll roll(LogName log) {
    return new Roll(delivery.visits(log), true);
  }

  @Override
  public int online(LogName log) {
    return delivery.count(log);
  }
}
