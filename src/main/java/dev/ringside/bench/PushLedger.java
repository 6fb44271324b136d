package dev.ringside.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of each post of {@link SteadyPosts}: when it was due, sent, and seen by whom. Posts
 * are numbered from 0 and go to the users in turn. For the loop's thread.
 */
final class PushLedger implements HttpLoad.Listener, SocketLoad.Frames {

  private static final class Post {
    private final long dueNanos;
    private final @Nullable Phase phase;
    private long sentNanos;
    private boolean accepted;
    private long answeredId;
    private long pushedId;
    private int deliveries;

    Post(long dueNanos, @Nullable Phase phase) {
      this.dueNanos = dueNanos;
      this.phase = phase;
    }
  }

  private final int users;
  private final int tabsOfUser;
  private final List<Post> posts = new ArrayList<>();
  private final BitSet[] seen;
  private int acceptedCount;
  private long delivered;
  private long missing;
  private long doubled;
  private long foreign;

  /**
   * @param sessions how many tabs are watched, a multiple of the users
   */
  PushLedger(int sessions, int users) {
    this.users = users;
    this.tabsOfUser = sessions / users;
    seen = new BitSet[sessions];
    for (int i = 0; i < sessions; i++) {
      seen[i] = new BitSet();
    }
  }

  /**
   * Notes a post that is about to be made.
   *
   * @param phase where it is measured; null checks it only
   * @return its number
   */
  int add(long dueNanos, @Nullable Phase phase) {
    posts.add(new Post(dueNanos, phase));
    return posts.size() - 1;
  }

  /** Whether every accepted post has reached every tab of its user. */
  boolean isComplete() {
    return missing == 0;
  }

  @Override
  public void sent(long tag, long nanos) {
    Post post = posts.get((int) tag);
    post.sentNanos = nanos;
    if (post.phase != null) {
      post.phase.sentFromDue().add(nanos - post.dueNanos);
    }
  }

  @Override
  public void answered(
      HttpLoad load, long tag, long sent, long nowNanos, HttpAnswer answer, byte[] bytes) {
    if (!answer.isSuccess()) {
      return;
    }
    Post post = posts.get((int) tag);
    post.accepted = true;
    acceptedCount++;
    missing += tabsOfUser - post.deliveries;
    post.answeredId = Rings.idHash(bytes, answer.bodyFrom(), answer.bodyTo());
    if (post.phase != null) {
      post.phase.answerFromDue().add(nowNanos - post.dueNanos);
      post.phase.answerFromSent().add(nowNanos - sent);
    }
  }

  @Override
  public void lost(HttpLoad load, long tag) {
    // It may have been stored or not: nothing is expected of it.
  }

  @Override
  public void received(SocketSession session, LogFrame frame, long nowNanos) {
    Rings.read(frame, (number, id) -> ring(session.seat(), number, id, nowNanos));
  }

  private void ring(Seat tab, int number, long id, long nowNanos) {
    if (number >= posts.size() || number % users != tab.user()) {
      foreign++;
      return;
    }
    BitSet seenByTab = seen[tab.index()];
    if (seenByTab.get(number / users)) {
      doubled++;
      return;
    }
    seenByTab.set(number / users);
    Post post = posts.get(number);
    delivered++;
    post.deliveries++;
    if (post.accepted) {
      missing--;
    }
    if (post.pushedId == 0) {
      post.pushedId = id;
    } else if (post.pushedId != id) {
      foreign++;
    }
    if (post.phase != null) {
      post.phase.tabFromDue().add(nowNanos - post.dueNanos);
      post.phase.tabFromSent().add(nowNanos - post.sentNanos);
    }
  }

  /** Adds what was lost, came twice or should not have come. */
  Report verdict(Report report) {
    for (Post post : posts) {
      if (post.accepted && post.deliveries > 0 && post.answeredId != post.pushedId) {
        foreign++;
      }
    }
    report
        .figure("posts accepted", acceptedCount)
        .figure("deliveries", delivered)
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
