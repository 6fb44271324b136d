package dev.ringside.log;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.DatabaseException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another batch, with a count of what became of its transactions. As safe as that one.
 *
 * @param <O> an operation
 * @param <R> what it is answered
 */
public final class CountedBatch<O, R> implements GroupCommit.Batch<O, R> {

  private final GroupCommit.Batch<O, R> batch;
  private final Counter committed;
  private final Map<DatabaseException.Kind, Counter> failed =
      new EnumMap<>(DatabaseException.Kind.class);
  private final DistributionSummary operations;
  private final Timer time;

  /** Counts what {@code batch} does. */
  public CountedBatch(GroupCommit.Batch<O, R> batch, Metrics metrics) {
    this.batch = batch;
    committed = metrics.counter(Metric.COMMITS, "committed");
    for (DatabaseException.Kind kind : DatabaseException.Kind.values()) {
      failed.put(kind, metrics.counter(Metric.COMMITS, outcome(kind)));
    }
    operations = metrics.summary(Metric.COMMIT_OPERATIONS);
    time = metrics.timer(Metric.COMMIT_TIME);
  }

  private static String outcome(DatabaseException.Kind kind) {
    return kind == DatabaseException.Kind.UNKNOWN_OUTCOME
        ? "unknown"
        : kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<@Nullable R> commit(List<O> all, boolean passing) {
    long start = System.nanoTime();
    List<@Nullable R> results;
    try {
      results = batch.commit(all, passing);
    } catch (DatabaseException e) {
      Objects.requireNonNull(failed.get(e.kind())).increment();
      throw e;
    }
    time.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    committed.increment();
    operations.record((double) results.stream().filter(Objects::nonNull).count());
    return results;
  }

  @Override
  public void outcomeUnknown(List<O> all) {
    batch.outcomeUnknown(all);
  }
}
