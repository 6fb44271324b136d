package dev.ringside.http;

import java.util.Arrays;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.http.HttpRequestPacket;

/**
 * A request's body while it arrives, grown as it comes so that a promise of many bytes costs
 * nothing. For the connection's selector thread only.
 */
final class Body {

  private static final byte[] NOTHING = {};

  private final HttpRequestPacket request;
  private final int limit;
  private final long began = System.nanoTime();
  private byte[] bytes = NOTHING;
  private int size;

  Body(HttpRequestPacket request, int limit) {
    this.request = request;
    this.limit = limit;
  }

  HttpRequestPacket request() {
    return request;
  }

  /** The most that is taken, in bytes. */
  int limit() {
    return limit;
  }

  /** How long ago its first byte was expected, in nanoseconds. */
  long age() {
    return System.nanoTime() - began;
  }

  /** Takes a part; false if that would be more than is allowed. */
  boolean add(Buffer part) {
    int more = part.remaining();
    if (more > limit - size) {
      return false;
    }
    if (more > 0) {
      if (size + more > bytes.length) {
        int doubled = (int) Math.min(limit, 2L * bytes.length);
        bytes = Arrays.copyOf(bytes, Math.max(size + more, doubled));
      }
      part.get(bytes, size, more);
      size += more;
    }
    return true;
  }

  /** All of it. */
  byte[] bytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
