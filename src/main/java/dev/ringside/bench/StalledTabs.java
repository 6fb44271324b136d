package dev.ringside.bench;

import java.io.IOException;
import java.util.List;

/** Tabs that stop reading once they are current, until told to recover. For the loop's thread. */
final class StalledTabs implements SocketLoad.Frames, AutoCloseable {

  /** The least that the system gives, so that it is the server with which their changes wait. */
  private static final int STALLED_BYTES = 2048;

  private static final int RECOVERED_BYTES = 1 << 20;

  /** Changes that come close together share a frame, but so many do only for who was behind. */
  private static final int BEHIND = 8;

  private final EventLoop loop;
  private final SocketLoad sockets;
  private final long[] caughtUpWith;
  private boolean recovering;

  /** Opens tabs of a user, and has them stall. */
  StalledTabs(Api api, EventLoop loop, List<String> user, int count, int patience)
      throws IOException {
    this.loop = loop;
    caughtUpWith = new long[count];
    sockets = api.sockets(this).receiving(STALLED_BYTES);
    sockets.open(api.seats(user, count, 0));
    loop.turnUntil(sockets::isSettled, patience);
  }

  @Override
  public void received(SocketSession session, LogFrame frame, long nowNanos) {
    if (!recovering) {
      session.stall();
    } else if (frame.revision() - frame.since() >= BEHIND) {
      caughtUpWith[session.seat().index()] += frame.revision() - frame.since();
    }
  }

  /** Has them read again until they have all up to the given revision, and checks that they do. */
  void recover(long revision, int patience, Report report) throws IOException {
    recovering = true;
    for (SocketSession session : sockets.sessions()) {
      session.recover(RECOVERED_BYTES);
    }
    loop.turnUntil(() -> behind(revision) == 0 || sockets.haveAllEnded(), patience);
    if (behind(revision) > 0) {
      report.failure(behind(revision) + " stalled tabs did not get what they missed");
    }
    if (caughtUpAtLeast() == 0) {
      report.failure("a stalled tab was never behind: more --seconds or --content would make it");
    }
    report.failures(sockets.failures());
  }

  private long behind(long revision) {
    return sockets.sessions().stream().filter(tab -> tab.revision() < revision).count();
  }

  /** How many changes the tab that missed the fewest was told later, in larger frames. */
  long caughtUpAtLeast() {
    long least = Long.MAX_VALUE;
    for (long changes : caughtUpWith) {
      least = Math.min(least, changes);
    }
    return least;
  }

  @Override
  public void close() {
    sockets.close();
  }
}
