package dev.ringside.push;

/**
 * Gets what arrives on one connection, one call at a time, on the connection's selector thread: it
 * must never block. Anything that it throws is logged and cuts the connection.
 */
interface SocketListener {

  /** A whole message arrived. */
  void text(String message);

  /** A pong arrived, asked for or not. It counts as a frame, too. */
  void pong();

  /**
   * A ping or an unfinished fragment arrived and was dealt with. It is told so that it can be
   * counted as a frame.
   */
  void control();

  /** The connection is gone, however it ended. Called exactly once, and nothing follows it. */
  void closed();
}
