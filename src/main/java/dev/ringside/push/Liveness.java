package dev.ringside.push;

import dev.ringside.config.RingsideConfig;

/**
 * Whether the peer of a socket is there and takes what it is sent: one ping at a time, and by the
 * time that the next is due the one before must have been answered.
 *
 * <p><b>Order.</b> What is heard is told by the selector thread; all else is the heartbeat's one
 * thread's own.
 */
final class Liveness {

  private final SocketConnection connection;
  private volatile boolean pinged;
  private long lastPending;
  private long movedNanos = System.nanoTime();
  private long pingedNanos = movedNanos;

  /** What a look at the peer has found. */
  enum Verdict {
    ALIVE,
    /** It takes nothing. */
    STALLED,
    /** It does not answer. */
    DEAD
  }

  Liveness(SocketConnection connection) {
    this.connection = connection;
  }

  /** Something came from it. */
  void heard() {
    pinged = false;
  }

  /** Looks at it, and pings it where that is due. */
  Verdict check(long now, RingsideConfig config) {
    long pending = connection.pendingBytes();
    if (pending == 0 || pending < lastPending) {
      movedNanos = now;
    }
    lastPending = pending;
    if (now - movedNanos > config.socket().stallTimeout().toNanos()) {
      return Verdict.STALLED;
    }
    if (now - pingedNanos <= config.sessions().heartbeat().toNanos()) {
      return Verdict.ALIVE;
    }
    if (pinged && pending == 0) {
      return Verdict.DEAD;
    }
    if (!pinged) {
      pinged = true;
      pingedNanos = now;
      connection.ping();
    }
    return Verdict.ALIVE;
  }
}
