package dev.ringside.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the rounds of a {@link Stall} measured. Medians of their ratios say more than any one. */
final class StallFigures {

  /**
   * One part of a round.
   *
   * @param tabs from due until a tab had it, of the tabs that read
   * @param heap what lives on the server's heap at the end of it, in bytes; 0 where not known
   */
  record Part(Latencies tabs, long heap) {

    double p99() {
      return tabs.percentile(99) / 1e6;
    }
  }

  private record Round(Part alone, Part beside, long caughtUpWith) {

    double ratio() {
      return beside.p99() / alone.p99();
    }

    double heap() {
      return (beside.heap - alone.heap) / 1e6;
    }
  }

  private final List<Round> rounds = new ArrayList<>();

  void add(Part alone, Part beside, long caughtUpWith) {
    rounds.add(new Round(alone, beside, caughtUpWith));
  }

  void report(Report report) {
    boolean heap = rounds.stream().allMatch(round -> round.alone.heap > 0);
    int number = 0;
    for (Round round : rounds) {
      String name = "round " + ++number + " ";
      report
          .figure(name + "p99 alone", round.alone.p99(), "ms")
          .figure(name + "p99 beside stalled", round.beside.p99(), "ms")
          .figure(name + "caught up with, at least", round.caughtUpWith);
      if (heap) {
        report
            .figure(name + "live heap alone", round.alone.heap / 1e6, "MB")
            .figure(name + "live heap beside stalled", round.beside.heap / 1e6, "MB");
      }
    }
    report
        .figure("median p99 alone", median(round -> round.alone.p99()), "ms")
        .figure("median p99 beside stalled", median(round -> round.beside.p99()), "ms")
        .figure("median p99 beside stalled to alone", median(Round::ratio), "");
    if (heap) {
      report.figure("median live heap more beside stalled", median(Round::heap), "MB");
    }
  }

  private double median(ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
