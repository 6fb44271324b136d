package dev.ringside.push;

/** What becomes of a {@link Handshake}. */
sealed interface Admission {

  /**
   * The socket opens.
   *
   * @param context handed to {@link SocketEvents#opened} as it is
   */
  record Accepted(Object context) implements Admission {}

  /**
   * It is answered by 403 and the connection closes.
   *
   * @param reason a sentence for the person at the other end
   */
  record Refused(String reason) implements Admission {}
}
