package dev.ringside.push;

import java.time.Instant;

/** One end of an open socket, as those see it who look after all of them. Safe for any thread. */
interface SocketPeer {

  /** Looks after itself, now and then: called by the heartbeat's one thread. */
  void check(long now, Instant time);

  /** How many bytes wait for the peer to take them. */
  long pendingBytes();

  /** Whether it has said who it is, and follows something. */
  boolean follows();

  /** Ends the session and its connection. */
  void close(CloseCode reason);

  /** Says goodbye because the node stops, and when to come back. */
  void drain(long retryAfterMillis);
}
