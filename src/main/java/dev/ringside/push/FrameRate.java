package dev.ringside.push;

/**
 * How fast frames come from one socket: a token bucket with bursts of four seconds' worth. For the
 * one thread that reads the socket.
 */
final class FrameRate {

  private static final int BURST_SECONDS = 4;
  private static final double NANOS = 1e9;

  private final int perSecond;
  private double left;
  private long last;

  /**
   * @param perSecond frames a second; 0 is no limit
   */
  FrameRate(int perSecond) {
    this.perSecond = perSecond;
    this.left = (double) perSecond * BURST_SECONDS;
    this.last = System.nanoTime();
  }

  /** Counts a frame; false where it is one too many. */
  boolean allows() {
    if (perSecond == 0) {
      return true;
    }
    long now = System.nanoTime();
    left = Math.min(left + (now - last) / NANOS * perSecond, (double) perSecond * BURST_SECONDS);
    last = now;
    left -= 1;
    return left >= 0;
  }
}
