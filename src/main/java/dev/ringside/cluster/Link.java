package dev.ringside.cluster;

import java.util.List;
import java.util.function.Consumer;

/**
 * A way to reach the other nodes. It may lose messages, double them and bring them late, and its
 * own node's come back too: whoever uses it can live with all of that.
 */
interface Link extends AutoCloseable {

  /** What people call it. */
  String name();

  /** The most bytes of one message. */
  int maxMessageBytes();

  /**
   * Opens both directions. Blocks, for seconds at most.
   *
   * @param receiver gets every message from then on, on a thread of the link's; must not block
   * @throws LinkException where it cannot be reached
   */
  Open open(Consumer<byte[]> receiver) throws LinkException;

  /** Lets go of what all its openings share. */
  @Override
  void close();

  /** An open link; for one thread, but for {@link #close}. */
  interface Open extends AutoCloseable {

    /**
     * Sends messages, in their order; with none of them it only makes sure that the link is good.
     *
     * @throws LinkException where it is broken, in either direction; messages may be lost
     */
    void send(List<byte[]> messages) throws LinkException;

    @Override
    void close();
  }

  /** A link that cannot be opened, or has broken. */
  final class LinkException extends Exception {

    private static final long serialVersionUID = 1L;

    LinkException(String message) {
      super(message);
    }

    LinkException(Throwable cause) {
      super(
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(),
          cause);
    }
  }
}
