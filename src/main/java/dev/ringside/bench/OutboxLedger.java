package dev.ringside.bench;

import java.util.BitSet;

/** Which rows of the outbox have come to a tab, and when. For the loop's thread. */
final class OutboxLedger implements SocketLoad.Frames {

  private final OutboxRun run;
  private final int users;
  private final BitSet come = new BitSet();
  private Latencies latencies = new Latencies();
  private int count;
  private long doubled;
  private long foreign;
  private long lastNanos;

  OutboxLedger(OutboxRun run, int users) {
    this.run = run;
    this.users = users;
  }

  @Override
  public void received(SocketSession session, LogFrame frame, long nowNanos) {
    Rings.read(frame, (row, idHash) -> ring(session.seat().user(), row, nowNanos));
  }

  private void ring(int user, int row, long nowNanos) {
    if (row < 0 || row >= run.rows() || row % users != user) {
      foreign++;
    } else if (come.get(row)) {
      doubled++;
    } else {
      come.set(row);
      count++;
      lastNanos = nowNanos;
      latencies.add(nowNanos - run.committing(row));
    }
  }

  /** How many rows have come. */
  int count() {
    return count;
  }

  /** When the last one came, by {@link System#nanoTime}. */
  long lastNanos() {
    return lastNanos;
  }

  /** From commit to tab of those that came since the last time this was asked. */
  Latencies takeLatencies() {
    Latencies taken = latencies;
    latencies = new Latencies();
    return taken;
  }

  /** Adds what must not have happened. */
  Report verdict(Report report) {
    int missing = run.rows() - count;
    report.figure("rows", run.rows()).figure("lost", missing).figure("doubled", doubled);
    if (run.failure() != null) {
      report.failure("an insert failed: " + run.failure().getMessage());
    }
    if (missing > 0) {
      report.failure(missing + " rows did not come to their tab");
    }
    if (doubled > 0) {
      report.failure(doubled + " rows came a second time");
    }
    if (foreign > 0) {
      report.failure(foreign + " notifications were none that was inserted for that user");
    }
    return report;
  }
}
