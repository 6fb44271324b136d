package dev.ringside.http;

/**
 * Thrown on the hot path by a filter or resource that finds it must wait after all, for example to
 * look up a key that is not cached: the request begins anew on a virtual thread, where it may. What
 * throws it must not have changed anything. Test {@link #isNeeded} first.
 */
final class StartOver extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The entity, known by its identity, that stands for no answer. */
  static final byte[] MARK = {};

  StartOver() {
    super("This request begins anew on a thread that may wait.", null, false, false);
  }

  /** Whether this thread must not wait. */
  static boolean isNeeded() {
    return !Thread.currentThread().isVirtual();
  }
}
