package dev.ringside.bench;

import java.util.List;

/**
 * What is said in many rooms, with two sockets in each: how often, when, and how long until each
 * socket has it. A room's revision rises by one with each message and with nothing else. For the
 * loop's thread.
 */
final class Talk implements ClosedLoop.Requests, SocketLoad.Frames {

  private static final int SOCKETS_IN_A_ROOM = 2;

  /** More messages of one room are never on their way at a time. */
  private static final int ON_THEIR_WAY = 64;

  private final int[] said;
  private final long[] stored;
  private final long[][] sentNanos;
  private final Latencies pushes = new Latencies();
  private boolean measuring;

  Talk(int rooms) {
    said = new int[rooms];
    stored = new long[rooms];
    sentNanos = new long[rooms][ON_THEIR_WAY];
  }

  /** Whether what is pushed from now on is measured. */
  void measuring(boolean on) {
    measuring = on;
  }

  @Override
  public void sent(int room, long nanos) {
    sentNanos[room][++said[room] % ON_THEIR_WAY] = nanos;
  }

  @Override
  public void succeeded(int room) {
    stored[room]++;
  }

  @Override
  public void received(SocketSession session, LogFrame frame, long nowNanos) {
    if (!measuring || frame.isReset()) {
      return;
    }
    int room = session.seat().index() / SOCKETS_IN_A_ROOM;
    for (long revision = frame.since() + 1; revision <= frame.revision(); revision++) {
      pushes.add(nowNanos - sentNanos[room][(int) (revision % ON_THEIR_WAY)]);
    }
  }

  /** From a message's being sent until one of the two has it, of both. */
  Latencies pushes() {
    return pushes;
  }

  /** How many messages those who follow the rooms have not had. */
  long missing(List<SocketSession> sessions) {
    return sessions.stream()
        .mapToLong(s -> Math.max(0, stored[s.seat().index() / SOCKETS_IN_A_ROOM] - s.revision()))
        .sum();
  }
}
