package dev.ringside.bench;

import java.util.Arrays;

/**
 * Every latency of a run, in nanoseconds, kept as it was measured: percentiles are exact, by
 * nearest rank. For one thread.
 */
final class Latencies {

  private long[] values = new long[1024];
  private int size;
  private boolean sorted;

  /** Adds one latency in nanoseconds. */
  void add(long nanos) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = nanos;
    sorted = false;
  }

  int count() {
    return size;
  }

  /**
   * The smallest latency that at least {@code percent} of all do not exceed.
   *
   * @param percent above 0, at most 100; 100 is the largest
   * @return nanoseconds; 0 where nothing was measured
   */
  long percentile(double percent) {
    if (percent <= 0 || percent > 100) {
      throw new IllegalArgumentException("A percentile is above 0 and at most 100: " + percent);
    }
    if (size == 0) {
      return 0;
    }
    if (!sorted) {
      Arrays.sort(values, 0, size);
      sorted = true;
    }
    // A product like 99.9 * 1000 / 100 may come out a hair above 999; that must not cost a rank.
    int rank = (int) Math.ceil(percent * size / 100 - 1e-9);
    return values[Math.max(1, rank) - 1];
  }
}
