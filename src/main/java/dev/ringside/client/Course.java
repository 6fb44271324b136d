package dev.ringside.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far an inbox has been told to its listener, over all connections. Written by the worker
 * alone; the position may be read by anybody.
 */
final class Course {

  private static final int GAPS_BEFORE_A_RESET = 2;

  private final Worker worker;
  private final InboxListener listener;
  private final int snapshot;
  private volatile @Nullable Position position;

  /** Frames in a row that did not follow. */
  private int gaps;

  /** Whether all has been told at some time. */
  private boolean arrived;

  /**
   * @param from the position to go on from; null for a reset
   * @param snapshot how many notifications a reset holds
   */
  Course(Worker worker, InboxListener listener, @Nullable Position from, int snapshot) {
    this.worker = worker;
    this.listener = listener;
    this.position = from;
    this.snapshot = snapshot;
  }

  @Nullable Position position() {
    return position;
  }

  boolean hasArrived() {
    return arrived;
  }

  void became(FollowState state) {
    listener.became(state);
  }

  /** What a connection begins with. */
  Json hello(String token) {
    Map<String, Object> hello = new LinkedHashMap<>();
    hello.put("type", "hello");
    hello.put("token", token);
    hello.put("limit", snapshot);
    Position from = position;
    if (from != null && gaps < GAPS_BEFORE_A_RESET) {
      hello.put("epoch", from.epoch());
      hello.put("revision", from.revision());
    }
    return Json.of(hello);
  }

  /**
   * Tells what a frame tells; false where that does not lead on from here.
   *
   * @throws InterruptedException where it was closed meanwhile
   */
  boolean tell(InboxFrame frame) throws InterruptedException {
    if (!frame.follows(position)) {
      gaps++;
      return false;
    }
    for (InboxChange change : frame.changes()) {
      if (worker.isCalled()) {
        throw new InterruptedException();
      }
      listener.changed(change);
      position = change.position();
    }
    position = frame.end();
    gaps = 0;
    arrived = true;
    return true;
  }
}
