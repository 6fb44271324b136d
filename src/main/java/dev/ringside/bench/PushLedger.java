package dev.ringside.bench;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * What became of each post of a {@link Push}: when it was due, sent, and seen by whom. Posts are
 * numbered from 0 and go to the users in turn. For the loop's thread.
 */
final class PushLedger implements HttpLoad.Listener, SocketLoad.Frames {

  private final int users;
  private final int tabsOfUser;
  private final int skipped;
  private final long[] sentNanos;
  private final boolean[] accepted;
  private final long[] answeredId;
  private final long[] pushedId;
  private final int[] deliveries;
  private final BitSet[] seen;
  private final Latencies sinceDue = new Latencies();
  private final Latencies sinceSent = new Latencies();
  private final Latencies answers = new Latencies();
  private long startNanos;
  private int rate = 1;
  private int acceptedCount;
  private long delivered;
  private long missing;
  private long doubled;
  private long foreign;

  /**
   * @param total how many posts there will be
   * @param skipped how many of them, the first ones, are checked but not measured
   */
  PushLedger(int sessions, int users, int total, int skipped) {
    this.users = users;
    this.tabsOfUser = sessions / users;
    this.skipped = skipped;
    sentNanos = new long[total];
    accepted = new boolean[total];
    answeredId = new long[total];
    pushedId = new long[total];
    deliveries = new int[total];
    seen = new BitSet[sessions];
    for (int i = 0; i < sessions; i++) {
      seen[i] = new BitSet(total / users + 1);
    }
  }

  /** The first post is due at {@code start}, and {@code perSecond} a second from there on. */
  void begin(long start, int perSecond) {
    startNanos = start;
    rate = perSecond;
  }

  /** When a post is due, by {@link System#nanoTime}. */
  long dueNanos(int number) {
    return startNanos + number * TimeUnit.SECONDS.toNanos(1) / rate;
  }

  /** Whether every accepted post has reached every tab of its user. */
  boolean isComplete() {
    return missing == 0;
  }

  /** How many deliveries were measured. */
  int measured() {
    return sinceDue.count();
  }

  @Override
  public void sent(long tag, long nanos) {
    sentNanos[(int) tag] = nanos;
  }

  @Override
  public void answered(
      HttpLoad load, long tag, long sent, long nowNanos, HttpAnswer answer, byte[] bytes) {
    int number = (int) tag;
    if (!answer.isSuccess()) {
      return;
    }
    accepted[number] = true;
    acceptedCount++;
    missing += tabsOfUser - deliveries[number];
    answeredId[number] = Rings.idHash(bytes, answer.bodyFrom(), answer.bodyTo());
    if (number >= skipped) {
      answers.add(nowNanos - sent);
    }
  }

  @Override
  public void lost(HttpLoad load, long tag) {
    // It may have been stored or not: nothing is expected of it.
  }

  @Override
  public void received(SocketSession session, InboxFrame frame, long nowNanos) {
    Rings.read(frame, (number, id) -> ring(session.seat(), number, id, nowNanos));
  }

  private void ring(Seat tab, int number, long id, long nowNanos) {
    if (number >= deliveries.length || number % users != tab.user()) {
      foreign++;
      return;
    }
    BitSet seenByTab = seen[tab.index()];
    if (seenByTab.get(number / users)) {
      doubled++;
      return;
    }
    seenByTab.set(number / users);
    delivered++;
    deliveries[number]++;
    if (accepted[number]) {
      missing--;
    }
    if (pushedId[number] == 0) {
      pushedId[number] = id;
    } else if (pushedId[number] != id) {
      foreign++;
    }
    if (number >= skipped) {
      sinceDue.add(nowNanos - dueNanos(number));
      sinceSent.add(nowNanos - sentNanos[number]);
    }
  }

  Report figures(Report report) {
    return report
        .figure("posts accepted", acceptedCount)
        .figure("deliveries", delivered)
        .latencies("tab, from due", sinceDue)
        .latencies("tab, from sent", sinceSent)
        .latencies("answer, from sent", answers);
  }

  /** Adds what was lost, came twice or should not have come. */
  Report verdict(Report report) {
    for (int i = 0; i < accepted.length; i++) {
      if (accepted[i] && deliveries[i] > 0 && answeredId[i] != pushedId[i]) {
        foreign++;
      }
    }
    report
        .figure("lost", missing)
        .figure("doubled", doubled)
        .figure("not what was posted", foreign);
    if (missing > 0) {
      report.failure(missing + " deliveries of accepted posts are missing");
    }
    if (doubled > 0) {
      report.failure(doubled + " deliveries came a second time");
    }
    if (foreign > 0) {
      report.failure(foreign + " deliveries were not what was posted to that user");
    }
    return report;
  }
}
