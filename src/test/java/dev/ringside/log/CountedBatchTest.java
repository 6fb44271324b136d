package dev.ringside.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.ScriptedFailure;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CountedBatchTest {

  private final Metrics metrics = new Metrics();

  /** Answers each operation by itself, but for the empty one, whose row is locked. */
  private record Echo(DatabaseException.@Nullable Kind failure)
      implements GroupCommit.Batch<String, String> {

    @Override
    public List<@Nullable String> commit(List<String> operations, boolean passing) {
      if (failure != null) {
        throw ScriptedFailure.of(failure);
      }
      String[] answers =
          operations.stream().map(each -> each.isEmpty() ? null : each).toArray(String[]::new);
      return Arrays.asList(answers);
    }

    @Override
    public void outcomeUnknown(List<String> operations) {}
  }

  @Test
  void commit_isCountedWithItsSizeAndTime() {
    new CountedBatch<>(new Echo(null), metrics).commit(List.of("a", "", "b"), true);

    assertThat(metrics.counter(Metric.COMMITS, "committed").count()).isEqualTo(1);
    assertThat(metrics.summary(Metric.COMMIT_OPERATIONS).totalAmount()).isEqualTo(2);
    assertThat(metrics.timer(Metric.COMMIT_TIME).count()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void failure_isCountedByItsKind(DatabaseException.Kind kind) {
    var batch = new CountedBatch<>(new Echo(kind), metrics);

    assertThatThrownBy(() -> batch.commit(List.of("a"), false))
        .isInstanceOf(DatabaseException.class);

    double failed = 0;
    for (String outcome : List.of("contended", "refused", "unavailable", "full", "unknown")) {
      failed += metrics.counter(Metric.COMMITS, outcome).count();
    }
    assertThat(failed).isEqualTo(1);
    assertThat(metrics.counter(Metric.COMMITS, "committed").count()).isZero();
  }
}
