package dev.ringside.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * How the changes of a {@link Fanout} spread: each raises the revision by one, so a frame from one
 * revision to another delivers as many changes. For the loop's thread.
 */
final class Waves implements HttpLoad.Listener, SocketLoad.Frames {

  private static final byte[] PROBLEM = Bytes.ascii("\"problem\":");

  private final int sessions;
  private final long[] sentNanos;
  private final long[] answeredNanos;
  private final long[] lastNanos;
  private final int[] receipts;
  private final long[] bases;
  private int complete;
  private long surplus;
  private int refusing;

  Waves(int sessions, int changes) {
    this.sessions = sessions;
    sentNanos = new long[changes];
    answeredNanos = new long[changes];
    lastNanos = new long[changes];
    receipts = new int[changes];
    bases = new long[sessions];
    Arrays.fill(bases, Long.MAX_VALUE);
  }

  /** Everybody is current; the changes follow. */
  void begin(List<SocketSession> everybody) {
    everybody.forEach(session -> bases[session.seat().index()] = session.revision());
  }

  /** Whether all tabs have the first {@code changes} changes. */
  BooleanSupplier reached(int changes) {
    return () -> complete >= changes;
  }

  @Override
  public void sent(long tag, long nanos) {
    sentNanos[(int) tag] = nanos;
  }

  @Override
  public void answered(
      HttpLoad load, long tag, long sent, long nowNanos, HttpAnswer answer, byte[] bytes) {
    answeredNanos[(int) tag] = nowNanos;
    if (answer.isSuccess()
        && Bytes.after(bytes, answer.bodyFrom(), answer.bodyTo(), PROBLEM) >= 0) {
      refusing++;
    }
  }

  @Override
  public void lost(HttpLoad load, long tag) {
    // Told by the load's failures.
  }

  @Override
  public void received(SocketSession session, LogFrame frame, long nowNanos) {
    long base = bases[session.seat().index()];
    if (frame.since() < base || frame.isReset()) {
      return;
    }
    for (long change = frame.since() - base; change < frame.revision() - base; change++) {
      if (change >= receipts.length) {
        surplus++;
        continue;
      }
      int at = (int) change;
      lastNanos[at] = nowNanos;
      if (++receipts[at] > sessions) {
        surplus++;
      } else if (receipts[at] == sessions) {
        complete++;
      }
    }
  }

  void figures(Report report, int skipped) {
    Latencies fromSent = new Latencies();
    Latencies fromAnswer = new Latencies();
    Latencies answers = new Latencies();
    long deliveries = 0;
    for (int i = skipped; i < receipts.length; i++) {
      deliveries += receipts[i];
      if (receipts[i] == sessions) {
        fromSent.add(lastNanos[i] - sentNanos[i]);
        if (lastNanos[i] - answeredNanos[i] > 0) {
          fromAnswer.add(lastNanos[i] - answeredNanos[i]);
        }
        answers.add(answeredNanos[i] - sentNanos[i]);
      }
    }
    report
        .figure("deliveries", deliveries)
        .figure("median deliveries/s, from post sent", perSecond(fromSent.percentile(50)), "");
    if (fromAnswer.count() > fromSent.count() / 2) {
      report.figure("median deliveries/s, from answer", perSecond(fromAnswer.percentile(50)), "");
    }
    if (fromSent.count() == receipts.length - skipped) {
      double whole = lastNanos[receipts.length - 1] - sentNanos[skipped];
      report.figure("deliveries/s, first post to last receipt", deliveries / whole * 1e9, "");
    }
    report.latencies("last tab, from post sent", fromSent).latencies("answer", answers);
  }

  private double perSecond(long nanos) {
    return nanos == 0 ? 0 : sessions * 1e9 / nanos;
  }

  Report verdict(Report report) {
    long lost = 0;
    for (int received : receipts) {
      lost += Math.max(0, sessions - received);
    }
    report.figure("lost", lost).figure("surplus", surplus);
    if (refusing > 0) {
      report.failure(refusing + " posts were refused for some of their users");
    }
    if (lost > 0) {
      report.failure(lost + " deliveries are missing");
    }
    if (surplus > 0) {
      report.failure(surplus + " deliveries are of changes that nobody made, or came twice");
    }
    return report;
  }
}
