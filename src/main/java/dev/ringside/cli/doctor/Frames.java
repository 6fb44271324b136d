package dev.ringside.cli.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The frames of an open WebSocket, as a client sends and gets them. */
final class Frames implements AutoCloseable {

  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int MAX = 1 << 20;

  private final Http http;

  /** One frame; Ringside sends no message in pieces. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Frame(int opcode, byte[] payload) {

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** Of a close. */
    int code() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }
  }

  Frames(Http http) {
    this.http = http;
  }

  void send(int opcode, String text) throws IOException {
    send(opcode, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Masked with zeros, which is a mask as good as any to who is no browser. */
  void send(int opcode, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(FINAL | opcode);
    if (payload.length < 126) {
      frame.write(MASKED | payload.length);
    } else {
      frame.write(MASKED | 126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    http.write(frame.toByteArray());
  }

  Frame next() throws IOException {
    int first = http.read();
    long length = http.read() & 0x7f;
    if (length == 126) {
      length = ByteBuffer.wrap(http.read(2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = ByteBuffer.wrap(http.read(8)).getLong();
    }
    if (length < 0 || length > MAX) {
      throw new IOException("a frame of " + length + " bytes came");
    }
    return new Frame(first & 0xf, http.read(Math.toIntExact(length)));
  }

  /** The next text that holds these words; pings meanwhile are answered. */
  Frame awaitText(String words) throws IOException {
    while (true) {
      Frame frame = next();
      switch (frame.opcode()) {
        case PING -> send(PONG, frame.payload());
        case CLOSE -> throw new ClosedException(frame.code());
        default -> {
          if (frame.text().contains(words)) {
            return frame;
          }
        }
      }
    }
  }

  Http connection() {
    return http;
  }

  void patience(Duration limit) throws IOException {
    http.patience(limit);
  }

  /** Says goodbye as a page does that is left, where anybody is there still. */
  @Override
  public void close() throws IOException {
    try (http) {
      send(CLOSE, ByteBuffer.allocate(2).putShort((short) 1001).array());
    } catch (IOException cut) {
      // That it was cut is told where it was noticed.
    }
  }

  /** It was closed by the other side, in good order. */
  static final class ClosedException extends IOException {

    private static final long serialVersionUID = 1L;

    ClosedException(int code) {
      super("it was closed with " + code);
    }
  }
}
