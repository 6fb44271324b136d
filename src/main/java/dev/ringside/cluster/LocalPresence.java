package dev.ringside.cluster;

import dev.ringside.log.Delivery;
import dev.ringside.log.LogName;
import dev.ringside.log.Presence;
import dev.ringside.log.Roll;
import dev.ringside.log.Seat;
import java.sql.Connection;
import java.util.Collection;
import java.util.Set;

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

  @Override
  public void seat(Connection transaction, Collection<Seat> taken, Collection<Seat> left) {
    // There is nobody else to know it.
  }

  @Override
  public Set<Seat> seatedElsewhere(Connection connection, Collection<String> rooms) {
    return Set.of();
  }

  @Override
  public void onForgotten(Runnable action) {
    // Nothing is kept of this node that could be.
  }
}
