package dev.ringside.http;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;

/** Counts answers by the class of their status. Safe for any thread. */
final class AnswerCounts {

  private static final int FIRST = 2;
  private static final int LAST = 5;

  private final Counter[] byClass = new Counter[LAST - FIRST + 1];

  AnswerCounts(Metrics metrics) {
    for (int i = 0; i < byClass.length; i++) {
      byClass[i] = metrics.counter(Metric.HTTP_ANSWERS, (FIRST + i) + "xx");
    }
  }

  /** An answer begins. */
  void answered(int status) {
    byClass[Math.clamp(status / 100, FIRST, LAST) - FIRST].increment();
  }
}
