package dev.ringside.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a server sends into WebSocket frames. Between reads it keeps only what is not complete
 * yet, which for an idle connection is nothing. For one thread.
 */
final class FrameParser {

  /** Who is told of messages. The bytes hold during the call only. */
  interface Sink {

    void text(byte[] bytes, int from, int to) throws IOException;

    void ping(byte[] payload) throws IOException;

    void closed(int code, String reason) throws IOException;
  }

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** A close frame without a payload stands for this code. */
  private static final int NO_STATUS = 1005;

  private byte @Nullable [] rest;
  private @Nullable ByteArrayOutputStream message;

  /** Puts what the last read left over in front of what the next one will bring. */
  void prepare(ByteBuffer buffer) {
    if (rest != null) {
      buffer.put(rest);
      rest = null;
    }
  }

  /**
   * Hands every complete frame in {@code bytes} to the sink, and keeps the rest for {@link
   * #prepare}.
   */
  void parse(byte[] bytes, int from, int to, Sink sink) throws IOException {
    int at = from;
    while (at < to) {
      int payload = payloadStart(bytes, at, to);
      if (payload < 0) {
        break;
      }
      long length = payloadLength(bytes, at);
      if (length > bytes.length - 16) {
        throw new ProtocolException("a frame of " + length + " bytes");
      }
      if (length > to - payload) {
        break;
      }
      int end = payload + (int) length;
      frame(bytes[at], bytes, payload, end, sink);
      at = end;
    }
    if (at < to) {
      keep(bytes, at, to);
    }
  }

  /** Keeps bytes that are not complete yet for {@link #prepare}. */
  void keep(byte[] bytes, int from, int to) {
    rest = Arrays.copyOfRange(bytes, from, to);
  }

  /** Where the payload of the frame at {@code at} starts, or -1 if its head is not complete. */
  private static int payloadStart(byte[] bytes, int at, int to) throws ProtocolException {
    if (to - at < 2) {
      return -1;
    }
    if ((bytes[at + 1] & 0x80) != 0) {
      throw new ProtocolException("a masked frame from the server");
    }
    int extended =
        switch (bytes[at + 1] & 0x7F) {
          case 126 -> 2;
          case 127 -> 8;
          default -> 0;
        };
    return to - at < 2 + extended ? -1 : at + 2 + extended;
  }

  private static long payloadLength(byte[] bytes, int at) {
    int length = bytes[at + 1] & 0x7F;
    return switch (length) {
      case 126 -> (bytes[at + 2] & 0xFF) << 8 | (bytes[at + 3] & 0xFF);
      case 127 -> ByteBuffer.wrap(bytes, at + 2, 8).getLong() & Long.MAX_VALUE;
      default -> length;
    };
  }

  private void frame(byte head, byte[] bytes, int from, int to, Sink sink) throws IOException {
    boolean last = (head & 0x80) != 0;
    if ((head & 0x70) != 0) {
      throw new ProtocolException("a frame with reserved bits");
    }
    switch (head & 0x0F) {
      case TEXT -> {
        if (message != null) {
          throw new ProtocolException("a message inside another one");
        }
        if (last) {
          sink.text(bytes, from, to);
        } else {
          message = new ByteArrayOutputStream();
          message.write(bytes, from, to - from);
        }
      }
      case CONTINUATION -> {
        ByteArrayOutputStream begun = message;
        if (begun == null) {
          throw new ProtocolException("a continuation of nothing");
        }
        begun.write(bytes, from, to - from);
        if (last) {
          message = null;
          byte[] whole = begun.toByteArray();
          sink.text(whole, 0, whole.length);
        }
      }
      case PING -> sink.ping(Arrays.copyOfRange(bytes, from, to));
      case PONG -> {}
      case CLOSE -> {
        if (to - from < 2) {
          sink.closed(NO_STATUS, "");
        } else {
          int code = (bytes[from] & 0xFF) << 8 | (bytes[from + 1] & 0xFF);
          sink.closed(code, new String(bytes, from + 2, to - from - 2, StandardCharsets.UTF_8));
        }
      }
      default -> throw new ProtocolException("a frame that is neither text nor control");
    }
  }
}
