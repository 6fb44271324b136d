package dev.ringside.push;

import dev.ringside.log.Signal;
import dev.ringside.log.Visit;
import org.jspecify.annotations.Nullable;

/**
 * What a session writes to: a socket, or the thread of an event stream or of a long poll. Called
 * under the session's lock, so no method blocks.
 */
interface Outlet {

  /** Who is at the other end. */
  Visit visit();

  /** Whether it takes another frame now. A closed one takes none. */
  boolean canTake();

  /** Sends a frame. One whose peer has gone drops it. */
  void send(Frame frame);

  /** Runs the task once, on some thread, when it can take a frame again. */
  void onceWritable(Runnable task);

  /** The sign-in that its peer's credential belongs to, or null for none. */
  default @Nullable String signIn() {
    return null;
  }

  /** Ends it where its peer is this user, who is no member of the room any more. */
  default void removed(Signal.Removed out) {}

  /** Ends it for this reason, as far as its kind can tell one. */
  void close(CloseCode reason);
}
