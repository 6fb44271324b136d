package dev.ringside.cli.doctor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads answers of HTTP/1.1, within bounds. */
final class AnswerReader {

  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_BODY = 64 * 1024;

  private final InputStream in;

  AnswerReader(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** An answer with its body. */
  Answer answer() throws IOException {
    Answer head = head();
    boolean chunked = head.header("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked");
    byte[] body = chunked ? chunks() : in.readNBytes(length(head));
    return new Answer(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
  }

  private static int length(Answer head) {
    String length = head.header("Content-Length");
    return length.matches("\\d{1,9}") ? Math.min(MAX_BODY, Integer.parseInt(length)) : MAX_BODY;
  }

  /** An answer up to its body. */
  Answer head() throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/") || !status[1].matches("\\d{3}")) {
      throw new IOException("it does not speak HTTP");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.merge(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip(),
            (one, other) -> one + ", " + other);
      }
    }
    return new Answer(Integer.parseInt(status[1]), headers, "");
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (body.size() < MAX_BODY) {
      String size = line().replaceFirst(";.*", "").strip();
      int length = size.matches("[0-9a-fA-F]{1,6}") ? Integer.parseInt(size, 16) : 0;
      if (length == 0) {
        break;
      }
      body.write(in.readNBytes(length));
      String _ = line();
    }
    return body.toByteArray();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = read(); next != '\n'; next = read()) {
      if (line.length() > MAX_LINE) {
        throw new IOException("it does not speak HTTP");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  /** The next byte; at the end an {@link EOFException}. */
  int read() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the connection was closed");
    }
    return next;
  }

  /** So many bytes; where there are fewer an {@link EOFException}. */
  byte[] read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the connection was closed");
    }
    return bytes;
  }
}
