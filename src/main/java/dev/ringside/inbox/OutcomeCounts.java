package dev.ringside.inbox;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import io.micrometer.core.instrument.Counter;
import org.jspecify.annotations.Nullable;

/** Counts what became of publishes and of marks. Safe for any thread. */
final class OutcomeCounts {

  private final Counter created;
  private final Counter replaced;
  private final Counter scheduled;
  private final Counter repeated;
  private final Counter marked;
  private final Failures publishes;
  private final Failures marks;

  OutcomeCounts(Metrics metrics) {
    created = metrics.counter(Metric.PUBLISHES, "created");
    replaced = metrics.counter(Metric.PUBLISHES, "replaced");
    scheduled = metrics.counter(Metric.PUBLISHES, "scheduled");
    repeated = metrics.counter(Metric.PUBLISHES, "repeated");
    marked = metrics.counter(Metric.MARKS, "marked");
    publishes = Failures.of(metrics, Metric.PUBLISHES);
    marks = Failures.of(metrics, Metric.MARKS);
  }

  private record Failures(Counter rejected, Counter unavailable, Counter failed) {

    static Failures of(Metrics metrics, Metric metric) {
      return new Failures(
          metrics.counter(metric, "rejected"),
          metrics.counter(metric, "unavailable"),
          metrics.counter(metric, "failed"));
    }

    Counter of(@Nullable Throwable failure) {
      return ProblemException.causeOf(failure) instanceof ProblemException known
              && known.problem().status() == Problem.Kind.UNAVAILABLE.status()
          ? unavailable
          : failed;
    }
  }

  /** A publish was answered. */
  void published(@Nullable Outcome outcome, @Nullable Throwable failure) {
    count(outcome, failure, publishes);
  }

  /** A publish was refused for what it says. */
  void publishRejected() {
    publishes.rejected.increment();
  }

  /** A mark was answered. */
  void marked(@Nullable Outcome outcome, @Nullable Throwable failure) {
    count(outcome, failure, marks);
  }

  private void count(@Nullable Outcome outcome, @Nullable Throwable failure, Failures others) {
    Counter counter =
        switch (outcome) {
          case Outcome.Created _ -> created;
          case Outcome.Replaced _ -> replaced;
          case Outcome.Scheduled _ -> scheduled;
          case Outcome.Repeated _ -> repeated;
          case Outcome.Marked _, Outcome.Swept _ -> marked;
          case Outcome.Rejected _ -> others.rejected;
          case null -> others.of(failure);
        };
    counter.increment();
  }
}
