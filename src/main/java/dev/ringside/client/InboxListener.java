package dev.ringside.client;

/**
 * Hears what becomes of an inbox, on one virtual thread, one thing at a time. It may block: what
 * comes meanwhile waits, here up to a bound and then at the server. What it throws ends the
 * following.
 */
@FunctionalInterface
public interface InboxListener {

  /** A change, in order, each once. */
  void changed(InboxChange change);

  /** How it is with the connection. */
  default void became(FollowState state) {}
}
