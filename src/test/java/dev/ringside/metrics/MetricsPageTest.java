package dev.ringside.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.metrics.Shape.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/metrics.md} what the table in the code says; {@code -Ddocs.write=true} writes
 * it.
 */
class MetricsPageTest {

  private static final Path PAGE = Path.of("docs/metrics.md");

  private static final String HEAD =
      """
      # Metrics

      `GET /metrics` shows them in Prometheus's text format, and asks for no credential: let the proxy before Ringside keep
      strangers out. All start at 0 with the process. Nothing names a user.

      A histogram has the series `…_bucket{le="…"}`, `…_sum`, `…_count`, and, in one of its own, `…_max`: the largest of the
      last two to three minutes. Beside Ringside's own, Micrometer's meters of the process are shown: `jvm_memory_…`,
      `jvm_buffer_…`, `jvm_gc_…`, `jvm_threads_…`, `process_…`, `system_…`.

      This page is made from the table in the code (`dev.ringside.metrics.Metric`); after a change there,
      `mvn test -Dtest=MetricsPageTest -Ddocs.write=true` writes it anew.

      | name | type | unit | label | description |
      |---|---|---|---|---|
      """;

  private static final String TAIL =
      """

      ## Questions to ask

      | | |
      |---|---|
      | how long until a tab has it, at the 99th percentile | `histogram_quantile(0.99, sum by (le) (rate(ringside_push_latency_seconds_bucket[5m])))` |
      | publishes that were not stored for sure | `sum(rate(ringside_publishes_total{outcome=~"unavailable\\|failed"}[5m]))` |
      | operations in a transaction | `rate(ringside_commit_operations_sum[5m]) / rate(ringside_commit_operations_count[5m])` |
      | whether the broker loses | `rate(ringside_losses_healed_total[5m]) > 0` |
      | sockets that read too slowly | `rate(ringside_closes_total{code="4413"}[5m])` |
      """;

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Metric metric : Metric.values()) {
      String row =
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  metric.series(),
                  type(metric.shape()),
                  metric.unit(),
                  label(metric.shape()),
                  metric.description());
      page.append(row.replace("|  |", "| |").replace("|  |", "| |"));
    }
    return page.append(TAIL).toString();
  }

  private static String type(Shape shape) {
    return switch (shape) {
      case Shape.Counted _ -> "counter";
      case Shape.Gauged _ -> "gauge";
      case Shape.Distributed _ -> "histogram";
    };
  }

  private static String label(Shape shape) {
    Label label = shape.label();
    if (label == null) {
      return "";
    }
    String values =
        label.values().stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "));
    return "`" + label.name() + "`" + (values.isEmpty() ? "" : ": " + values);
  }

  @Test
  void page_isWhatTheTableSays() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, page());
    }
    assertThat(PAGE).hasContent(page());
  }
}
