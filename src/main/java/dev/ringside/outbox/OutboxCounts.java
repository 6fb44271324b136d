package dev.ringside.outbox;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** Counts what became of rows. Safe for any thread. */
final class OutboxCounts {

  private final Counter moved;
  private final Counter failed;
  private final Timer wait;

  OutboxCounts(Metrics metrics) {
    moved = metrics.counter(Metric.OUTBOX_ROWS, "moved");
    failed = metrics.counter(Metric.OUTBOX_ROWS, "failed");
    wait = metrics.timer(Metric.OUTBOX_WAIT);
  }

  /** A portion was committed. */
  void moved(List<OutboxRow> rows) {
    moved.increment(rows.size());
    rows.stream()
        .mapToLong(OutboxRow::waitedMillis)
        .max()
        .ifPresent(millis -> wait.record(Duration.ofMillis(millis)));
  }

  /** Rows were moved out of the way. */
  void failed(int rows) {
    failed.increment(rows);
  }
}
