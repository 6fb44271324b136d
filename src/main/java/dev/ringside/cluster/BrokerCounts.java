package dev.ringside.cluster;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What is counted of a broker. Immutable; safe for any thread. */
final class BrokerCounts {

  /** Why a message, or a hint that would have become part of one, came to nothing. */
  enum Reason {
    DOWN,
    OVERFLOW,
    FAILED,
    UNREADABLE
  }

  private final Counter sent;
  private final Counter received;
  private final Map<Reason, Counter> dropped = new EnumMap<>(Reason.class);

  BrokerCounts(Metrics metrics, BooleanSupplier up) {
    sent = metrics.counter(Metric.BROKER_SENT);
    received = metrics.counter(Metric.BROKER_RECEIVED);
    for (Reason reason : Reason.values()) {
      String label = reason.name().toLowerCase(Locale.ROOT);
      dropped.put(reason, metrics.counter(Metric.BROKER_DROPPED, label));
    }
    metrics.watch(Metric.BROKER_UP, () -> up.getAsBoolean() ? 1 : 0);
  }

  void sent(int messages) {
    sent.increment(messages);
  }

  void received() {
    received.increment();
  }

  void dropped(Reason reason) {
    dropped(reason, 1);
  }

  void failed(int messages) {
    dropped(Reason.FAILED, messages);
  }

  private void dropped(Reason reason, int count) {
    Counter counter = dropped.get(reason);
    if (counter != null) {
      counter.increment(count);
    }
  }
}
