package dev.ringside.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Judges how long a line may be silent, and when to ask it for a sign.
 *
 * <p>The JDK's WebSocket loses the end of a connection that follows right behind a message, as when
 * a server is killed: nobody is told of it, ever. So the first silence after a message is doubted,
 * and asked about, once. All later ones may last for as long as the heartbeat lets them.
 *
 * <p>For the reader's thread alone.
 */
final class Silence {

  private static final Duration GREETING = Duration.ofSeconds(15);
  private static final Duration DOUBT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(8);
  private static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(25);

  /** 0 until it was greeted. */
  private long heartbeat;

  private boolean doubted;
  private boolean asked;
  private long askedAt;

  /** It has been greeted; null where it did not say how often it gives a sign. */
  void greeted(@Nullable Duration every) {
    heartbeat = every == null ? DEFAULT_HEARTBEAT.toNanos() : every.toNanos();
  }

  /** A message came. */
  void broken() {
    doubted = true;
    asked = false;
  }

  /** The sign came that it was asked for. */
  void answered() {
    doubted = false;
    asked = false;
  }

  void asked() {
    asked = true;
    askedAt = System.nanoTime();
  }

  /**
   * When it has lasted too long, in nanoseconds of {@link System#nanoTime}.
   *
   * @param since when something was heard
   */
  long end(long since) {
    if (heartbeat == 0) {
      return since + GREETING.toNanos();
    }
    if (asked) {
      return askedAt + Math.min(ANSWER.toNanos(), heartbeat);
    }
    return since + (doubted ? Math.min(DOUBT.toNanos(), heartbeat) : heartbeat * 3 / 2);
  }

  /** Whether that end is the line's, or it may be asked for a sign first. */
  boolean isFinal() {
    return asked || heartbeat == 0;
  }
}
