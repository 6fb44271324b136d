package dev.ringside.push;

import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts and times what is read for sessions that are behind. Safe for any thread. */
final class CatchUpCounts {

  private final Counter missed;
  private final Counter snapshots;
  private final Timer time;

  CatchUpCounts(Metrics metrics) {
    missed = metrics.counter(Metric.CATCH_UPS, "missed");
    snapshots = metrics.counter(Metric.CATCH_UPS, "snapshot");
    time = metrics.timer(Metric.CATCH_UP_TIME);
  }

  /** Reads, and notes how long that took. */
  List<LogReader.CatchUp> read(LogReader reader, List<LogReader.Query> queries) {
    long start = System.nanoTime();
    List<LogReader.CatchUp> answers = reader.read(queries);
    time.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    return answers;
  }

  /** An answer was handed to a number of sessions. */
  void answered(LogReader.Query query, LogReader.CatchUp answer, int sessions) {
    Position after = query.after();
    boolean continues =
        after != null
            && after.epoch().equals(answer.to().epoch())
            && after.revision() <= answer.to().revision();
    (continues ? missed : snapshots).increment(sessions);
  }
}
