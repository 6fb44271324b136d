package dev.ringside.http;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.stream.IntStream;

/** Counts answers by the class of their status. Safe for any thread. */
final class AnswerCounts {

  private static final int FIRST = 2;
  private static final int LAST = 5;

  private final List<Counter> byClass;

  AnswerCounts(Metrics metrics) {
    byClass =
        IntStream.rangeClosed(FIRST, LAST)
            .mapToObj(first -> metrics.counter(Metric.HTTP_ANSWERS, first + "xx"))
            .toList();
  }

  /** An answer begins. */
  void answered(int status) {
    byClass.get(Math.clamp(status / 100, FIRST, LAST) - FIRST).increment();
  }
}
