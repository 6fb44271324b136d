package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;

/** How many sessions this node may have, of whatever kind. Safe for any thread. */
@ApplicationScoped
class NodeRoom {

  static final String FULL =
      "This node has as many sessions as it may have; another one may have room.";

  private final int limit;
  private final Counter refused;
  private final AtomicInteger present = new AtomicInteger();

  @Inject
  NodeRoom(RingsideConfig config, Metrics metrics) {
    limit = config.sessions().perNode() == 0 ? Integer.MAX_VALUE : config.sessions().perNode();
    refused = metrics.counter(Metric.REFUSED, "sessions_node");
  }

  /** Takes a place, to be given back by {@link #leave}; false where there is none. */
  boolean enter() {
    if (present.incrementAndGet() <= limit) {
      return true;
    }
    present.decrementAndGet();
    refused.increment();
    return false;
  }

  /** Whether there is a place; one that is asked for and is not there is counted as refused. */
  boolean hasRoom() {
    boolean room = present.get() < limit;
    if (!room) {
      refused.increment();
    }
    return room;
  }

  void leave() {
    present.decrementAndGet();
  }
}
