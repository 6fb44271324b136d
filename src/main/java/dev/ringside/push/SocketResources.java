package dev.ringside.push;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the connections of one server share.
 *
 * @param options the server's settings
 * @param clock runs what must happen later and takes no time
 * @param open how many sockets are open or closing
 * @param handshaking how many connections are no socket yet
 * @param counts counts what becomes of them
 */
record SocketResources(
    SocketServer.Options options,
    ScheduledExecutorService clock,
    AtomicInteger open,
    AtomicInteger handshaking,
    SocketCounts counts) {

  static SocketResources of(
      SocketServer.Options options, ScheduledExecutorService clock, SocketCounts counts) {
    return new SocketResources(options, clock, new AtomicInteger(), new AtomicInteger(), counts);
  }

  /** Counts a new connection; false where there are as many without a handshake as may be. */
  boolean arrived() {
    int limit = options.maxHandshakes();
    if (handshaking.incrementAndGet() <= limit || limit == 0) {
      return true;
    }
    handshaking.decrementAndGet();
    counts.turnedAway();
    return false;
  }

  /** A connection has become a socket, or has gone before. */
  void shakenHands() {
    handshaking.decrementAndGet();
  }
}
