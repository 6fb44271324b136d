package dev.ringside.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Makes the frames that a client sends, masked as they must be. */
final class ClientFrames {

  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int PONG = 0x8A;

  private ClientFrames() {}

  static ByteBuffer text(String text) {
    return masked(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  static ByteBuffer pong(byte[] payload) {
    return masked(PONG, payload);
  }

  static ByteBuffer close(int code) {
    return masked(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
  }

  private static ByteBuffer masked(int head, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
    frame.put((byte) head);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      throw new IllegalArgumentException("No client frame is larger than 64 KiB");
    }
    byte[] mask = new byte[4];
    ThreadLocalRandom.current().nextBytes(mask);
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    return frame.flip();
  }
}
