package dev.ringside.push;

import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * What is said on a socket beside the frames of logs. Safe for any thread, and never blocks: a peer
 * that sends but reads none of its answers is cut.
 */
final class Replies {

  /** Answers that may wait for a client that sends but does not read. */
  private static final int MAX_PENDING = 1 << 20;

  private final SocketConnection connection;
  private final SocketPeer peer;

  /**
   * @param peer is closed where it reads nothing
   */
  Replies(SocketConnection connection, SocketPeer peer) {
    this.connection = connection;
    this.peer = peer;
  }

  /** Says something. */
  void say(ServerMessage message) {
    if (connection.pendingBytes() > MAX_PENDING) {
      peer.close(CloseCode.STALLED);
      return;
    }
    connection.write(Frames.text(Json.bytes(message)));
  }

  /** Says that what came under this name was done, if it has one. */
  void ok(@Nullable String ref) {
    ok(ref, null);
  }

  /** The same, with the id of what came of it. */
  void ok(@Nullable String ref, @Nullable String id) {
    if (ref != null) {
      say(new ServerMessage.Ok(ref, id));
    }
  }

  /** Says why something was not done. */
  void failed(@Nullable String ref, Problem problem) {
    say(new ServerMessage.Failed(ref, problem));
  }

  /** Says why something was not done, or is not known to be. */
  void failed(@Nullable String ref, @Nullable Throwable failure) {
    Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    failed(
        ref,
        cause instanceof ProblemException known
            ? known.problem()
            : Problem.of(Problem.Kind.UNAVAILABLE, "The change could not be stored."));
  }
}
