package dev.ringside.push;

/**
 * What the transport asks of Ringside. All of it is called on selector threads, which many
 * connections share: it must never block.
 */
interface SocketEvents {

  /** Decides a handshake, or says that this takes its time. One that throws is answered by 500. */
  Admission admit(Handshake handshake);

  /**
   * A connection was upgraded and may be written to. What is returned gets everything that arrives
   * on it.
   */
  SocketListener opened(SocketConnection connection, Object context);
}
