package dev.ringside.push;

import java.util.function.Supplier;

/** What becomes of a {@link Handshake}. */
sealed interface Admission {

  /**
   * The socket opens.
   *
   * @param context handed to {@link SocketEvents#opened} as it is
   */
  record Accepted(Object context) implements Admission {}

  /**
   * It is answered by this status, and the connection closes.
   *
   * @param status 403, or 503 where it may be better later
   * @param reason a sentence for the person at the other end
   */
  record Refused(int status, String reason) implements Admission {}

  /**
   * Somebody else must be asked, which takes its time.
   *
   * @param decide asks, on a thread that may wait; does not answer {@code Waits} again
   */
  record Waits(Supplier<Admission> decide) implements Admission {}
}
