package dev.ringside.push;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;

/** Counts what became of handshakes. Safe for any thread. */
record Handshakes(
    Counter accepted,
    Counter origin,
    Counter credential,
    Counter ticket,
    Counter address,
    Counter node) {

  static Handshakes of(Metrics metrics) {
    return new Handshakes(
        metrics.counter(Metric.HANDSHAKES, "accepted"),
        metrics.counter(Metric.HANDSHAKES, "origin"),
        metrics.counter(Metric.HANDSHAKES, "credential"),
        metrics.counter(Metric.HANDSHAKES, "ticket"),
        metrics.counter(Metric.HANDSHAKES, "address"),
        metrics.counter(Metric.HANDSHAKES, "node"));
  }

  /** A refusal, counted by its reason. */
  static Admission.Refused refused(Counter reason, String why) {
    reason.increment();
    return new Admission.Refused(403, why);
  }

  /** A refusal that need not last, counted by its reason. */
  static Admission.Refused postponed(Counter reason, String why) {
    reason.increment();
    return new Admission.Refused(503, why);
  }
}
