package dev.ringside.push;

import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what the sockets of a node were sent, and how they ended: each once, by the code that was
 * said first. Safe for any thread.
 */
final class SocketCounts {

  /** What RFC 6455, section 7.4.1, calls a close without a code, and one without a word. */
  private static final int NO_CODE = 1005;

  private static final int LOST = 1006;

  private static final int HEADER = 2;

  private final Counter sentBytes;
  private final Map<Integer, Counter> closes = new HashMap<>();
  private final Counter otherCloses;
  private final Counter lost;
  private final Counter turnedAway;

  SocketCounts(Metrics metrics) {
    sentBytes = metrics.counter(Metric.SOCKET_SENT);
    for (CloseCode code : CloseCode.values()) {
      closes.put(code.code(), close(metrics, code.code()));
    }
    closes.put(NO_CODE, close(metrics, NO_CODE));
    lost = close(metrics, LOST);
    turnedAway = metrics.counter(Metric.REFUSED, "socket_handshakes");
    otherCloses = metrics.counter(Metric.CLOSES, "other");
  }

  private static Counter close(Metrics metrics, int code) {
    return metrics.counter(Metric.CLOSES, String.valueOf(code));
  }

  /** Bytes went out. */
  void sent(int bytes) {
    sentBytes.increment(bytes);
  }

  /** A socket is closed by this frame of the server's, which repeats the peer's code. */
  void closed(ByteBuffer frame) {
    int code =
        frame.remaining() < HEADER + Short.BYTES
            ? NO_CODE
            : Short.toUnsignedInt(frame.getShort(frame.position() + HEADER));
    closes.getOrDefault(code, otherCloses).increment();
  }

  /** A connection was closed since too many others had not finished their handshake. */
  void turnedAway() {
    turnedAway.increment();
  }

  /** A socket went without a close frame. */
  void lost() {
    lost.increment();
  }
}
