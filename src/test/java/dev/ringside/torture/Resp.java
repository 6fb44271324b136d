package dev.ringside.torture;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads what Redis answers, value by value (RESP 2 and 3), as the bytes that it came in. */
final class Resp {

  private final InputStream in;

  /** The bytes of the value that is being read. */
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Resp(InputStream in) {
    this.in = in;
  }

  /**
   * A value.
   *
   * @param bytes as it came
   * @param channel of a published message; empty for everything else
   */
  @SuppressWarnings("ArrayRecordComponent") // values are not compared
  record Value(byte[] bytes, String channel) {

    boolean isMessage() {
      return !channel.isEmpty();
    }
  }

  /** The next value. */
  Value next() throws IOException {
    bytes = new ByteArrayOutputStream();
    String head = line();
    String channel = "";
    if (head.equals("*3") || head.equals(">3")) {
      String kind = one();
      String second = one();
      one();
      channel = kind.equals("message") ? second : "";
    } else {
      rest(head);
    }
    return new Value(bytes.toByteArray(), channel);
  }

  /** Reads one value and returns it where it is a text. */
  private String one() throws IOException {
    return rest(line());
  }

  private String rest(String head) throws IOException {
    char kind = head.charAt(0);
    return switch (kind) {
      case '$', '=', '!' -> text(Integer.parseInt(head.substring(1)));
      case '*', '>', '~', '%', '|' -> {
        int parts = Integer.parseInt(head.substring(1));
        for (int i = kind == '%' || kind == '|' ? 2 * parts : parts; i > 0; i--) {
          one();
        }
        // Attributes stand before what they are about.
        yield kind == '|' ? one() : "";
      }
      default -> head.substring(1);
    };
  }

  private String text(int length) throws IOException {
    if (length < 0) {
      return "";
    }
    byte[] text = in.readNBytes(length + 2);
    if (text.length < length + 2) {
      throw new EOFException();
    }
    bytes.write(text);
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      bytes.write(c);
      if (c != '\r') {
        line.append((char) c);
      }
    }
    bytes.write('\n');
    return line.toString();
  }
}
