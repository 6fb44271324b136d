package dev.ringside.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes what the server sends (RFC 6455, section 5): whole, unmasked frames, each once for all
 * the connections that it goes to. The buffers are read-only and may be joined end to end.
 */
final class Frames {

  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  /** The bit of a frame's first byte that says that its message ends with it. */
  static final int FIN = 0x80;

  private static final int TWO_BYTE_LENGTH = 126;
  private static final int EIGHT_BYTE_LENGTH = 127;
  private static final int MAX_TWO_BYTE_LENGTH = 0xFFFF;

  private static final ByteBuffer EMPTY_PING = encode(FIN | PING, new byte[0]);
  private static final Map<CloseCode, ByteBuffer> CLOSES = new EnumMap<>(CloseCode.class);

  static {
    for (CloseCode code : CloseCode.values()) {
      CLOSES.put(code, encodeClose(code));
    }
  }

  private Frames() {}

  /** A whole text message. */
  static ByteBuffer text(byte[] utf8) {
    return encode(FIN | TEXT, utf8);
  }

  /** A ping without a payload. */
  static ByteBuffer ping() {
    return EMPTY_PING.duplicate();
  }

  /** A close frame with the code and its reason. */
  static ByteBuffer close(CloseCode code) {
    ByteBuffer frame = CLOSES.get(code);
    if (frame == null) {
      throw new IllegalStateException("no close frame for " + code);
    }
    return frame.duplicate();
  }

  /** The frames end to end, so that they go out in one write. */
  static ByteBuffer joined(List<ByteBuffer> frames) {
    int size = 0;
    for (ByteBuffer frame : frames) {
      size += frame.remaining();
    }
    ByteBuffer joined = ByteBuffer.allocate(size);
    for (ByteBuffer frame : frames) {
      joined.put(frame.duplicate());
    }
    return joined.flip().asReadOnlyBuffer();
  }

  /** Writes a frame's two to ten first bytes for an unmasked payload of that many bytes. */
  static void putHeader(ByteBuffer out, int firstByte, int length) {
    out.put((byte) firstByte);
    if (length < TWO_BYTE_LENGTH) {
      out.put((byte) length);
    } else if (length <= MAX_TWO_BYTE_LENGTH) {
      out.put((byte) TWO_BYTE_LENGTH).putShort((short) length);
    } else {
      out.put((byte) EIGHT_BYTE_LENGTH).putLong(length);
    }
  }

  /** How many bytes {@link #putHeader} writes for a payload of that many bytes. */
  static int headerSize(int length) {
    if (length < TWO_BYTE_LENGTH) {
      return 2;
    }
    return length <= MAX_TWO_BYTE_LENGTH ? 4 : 10;
  }

  private static ByteBuffer encode(int firstByte, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(headerSize(payload.length) + payload.length);
    putHeader(frame, firstByte, payload.length);
    return frame.put(payload).flip().asReadOnlyBuffer();
  }

  private static ByteBuffer encodeClose(CloseCode code) {
    byte[] reason = code.reason().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer payload = ByteBuffer.allocate(2 + reason.length);
    payload.putShort((short) code.code()).put(reason);
    return encode(FIN | CLOSE, payload.array());
  }
}
