package dev.ringside.metrics;

import dev.ringside.metrics.Shape.Counted;
import dev.ringside.metrics.Shape.Distributed;
import dev.ringside.metrics.Shape.Gauged;
import dev.ringside.metrics.Shape.Label;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The meters of this node. All that the table names are made at start, so that what never happened
 * shows as 0; whoever counts asks for its meters once, then, and holds them. A metric of another
 * shape, or a value that its label does not have, is a mistake and ends the start. Safe for any
 * thread.
 */
@ApplicationScoped
public class Metrics {

  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentHashMap<Series, List<LongSupplier>> watched = new ConcurrentHashMap<>();
  private final JvmGcMetrics collections = new JvmGcMetrics();

  private record Series(Metric metric, @Nullable String value) {}

  /** Meters that all stand at 0. */
  public Metrics() {
    for (Metric metric : Metric.values()) {
      Label label = metric.shape().label();
      if (label == null) {
        make(metric, null);
      } else {
        label.values().forEach(value -> make(metric, value));
      }
    }
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  private void make(Metric metric, @Nullable String value) {
    switch (metric.shape()) {
      case Counted _ -> count(metric, value);
      case Gauged _ -> gauge(new Series(metric, value));
      case Distributed distributed when isTime(metric) -> time(metric, distributed);
      case Distributed distributed -> size(metric, distributed);
    }
  }

  /** The counter of a metric without a label. */
  public Counter counter(Metric metric) {
    check(metric, Counted.class, null);
    return count(metric, null);
  }

  /** One of a metric's counters, that of a value of its label. */
  public Counter counter(Metric metric, String value) {
    check(metric, Counted.class, value);
    return count(metric, value);
  }

  /** The histogram of a metric in seconds. */
  public Timer timer(Metric metric) {
    return time(metric, check(metric, Distributed.class, null));
  }

  /** The histogram of a metric that is no time. */
  public DistributionSummary summary(Metric metric) {
    return size(metric, check(metric, Distributed.class, null));
  }

  /**
   * Shows a number, added to what others show by the same metric.
   *
   * @param now asked whenever somebody looks, by any thread; it must not block
   */
  public void watch(Metric metric, LongSupplier now) {
    check(metric, Gauged.class, null);
    watched(new Series(metric, null)).add(now);
  }

  /** The same for one value of a metric's label. */
  public void watch(Metric metric, String value, LongSupplier now) {
    check(metric, Gauged.class, value);
    watched(new Series(metric, value)).add(now);
  }

  /** All of it, as Prometheus reads it: its text format, version 0.0.4. */
  public String text() {
    return registry.scrape();
  }

  private static <S extends Shape> S check(Metric metric, Class<S> shape, @Nullable String value) {
    if (!shape.isInstance(metric.shape()) || !knows(metric.shape().label(), value)) {
      throw new IllegalArgumentException(
          metric + " is no " + shape.getSimpleName() + " with the label " + value);
    }
    return shape.cast(metric.shape());
  }

  private static boolean knows(@Nullable Label label, @Nullable String value) {
    if (label == null || value == null) {
      return label == null && value == null;
    }
    return label.values().isEmpty() || label.values().contains(value);
  }

  private static boolean isTime(Metric metric) {
    return metric.unit().equals("seconds");
  }

  private static Tags tags(Metric metric, @Nullable String value) {
    Label label = metric.shape().label();
    return label == null || value == null ? Tags.empty() : Tags.of(label.name(), value);
  }

  private Counter count(Metric metric, @Nullable String value) {
    return Counter.builder(metric.series())
        .description(metric.description())
        .tags(tags(metric, value))
        .register(registry);
  }

  private void gauge(Series series) {
    Gauge.builder(series.metric.series(), () -> sum(series))
        .description(series.metric.description())
        .tags(tags(series.metric, series.value))
        .register(registry);
  }

  private long sum(Series series) {
    return watched(series).stream().mapToLong(LongSupplier::getAsLong).sum();
  }

  private List<LongSupplier> watched(Series series) {
    return watched.computeIfAbsent(series, _ -> new CopyOnWriteArrayList<>());
  }

  private Timer time(Metric metric, Distributed distributed) {
    return Timer.builder(metric.series())
        .description(metric.description())
        .serviceLevelObjectives(
            distributed.bounds().stream()
                .map(bound -> Duration.ofNanos(Math.round(bound * NANOS)))
                .toArray(Duration[]::new))
        .register(registry);
  }

  private DistributionSummary size(Metric metric, Distributed distributed) {
    return DistributionSummary.builder(metric.series())
        .description(metric.description())
        .serviceLevelObjectives(
            distributed.bounds().stream().mapToDouble(Double::doubleValue).toArray())
        .register(registry);
  }

  @PreDestroy
  void stop() {
    collections.close();
    registry.close();
  }
}
