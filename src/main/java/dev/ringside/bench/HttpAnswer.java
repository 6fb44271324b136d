package dev.ringside.bench;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * Reads HTTP/1.1 answers: the status and the body, by {@code Content-Length} or chunked. One is
 * used again and again for a connection, and what it tells holds until the next {@link #parse}. For
 * one thread.
 */
final class HttpAnswer {

  private static final byte[] CONTENT_LENGTH = ascii("content-length:");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding:");
  private static final byte[] CONNECTION_CLOSE = ascii("connection: close");

  private int status;
  private boolean closes;
  private int bodyFrom;
  private int bodyTo;
  private int end;

  int status() {
    return status;
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether the server closes the connection after this answer. */
  boolean closes() {
    return closes;
  }

  int bodyFrom() {
    return bodyFrom;
  }

  int bodyTo() {
    return bodyTo;
  }

  /** Where the answer ends among the bytes, chunked or not. */
  int end() {
    return end;
  }

  /**
   * Reads one answer from the start of {@code bytes}. A chunked body is joined in place.
   *
   * @return false if the answer is not complete yet: call again with more
   * @throws ProtocolException if it is no HTTP/1.1 answer
   */
  boolean parse(byte[] bytes, int length) throws ProtocolException {
    int head = endOfHead(bytes, length);
    if (head < 0) {
      return false;
    }
    if (bytes[0] != 'H' || bytes[8] != ' ') {
      throw new ProtocolException("the server does not answer in HTTP/1.1");
    }
    status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
    bodyFrom = head;
    closes = false;
    long contentLength = -1;
    boolean chunked = false;
    for (int line = nextLine(bytes, 0); line < head - 2; line = nextLine(bytes, line)) {
      if (startsWith(bytes, line, CONTENT_LENGTH)) {
        contentLength = decimal(bytes, line + CONTENT_LENGTH.length);
      } else if (startsWith(bytes, line, TRANSFER_ENCODING)) {
        chunked = true;
      } else if (startsWith(bytes, line, CONNECTION_CLOSE)) {
        closes = true;
      }
    }
    if (chunked) {
      return parseChunks(bytes, length);
    }
    if (contentLength < 0) {
      if (status != 204 && status != 304) {
        throw new ProtocolException("an answer " + status + " does not tell how long it is");
      }
      contentLength = 0;
    }
    if (length - head < contentLength) {
      return false;
    }
    end = head + (int) contentLength;
    bodyTo = end;
    return true;
  }

  /** Looks for the last chunk first, and joins only once it is there. */
  private boolean parseChunks(byte[] bytes, int length) throws ProtocolException {
    int at = bodyFrom;
    int size = -1;
    while (size != 0) {
      int data = nextLine(bytes, at, length);
      if (data < 0) {
        return false;
      }
      size = hexadecimal(bytes, at);
      at = data + size + 2;
      if (at > length) {
        return false;
      }
    }
    end = at;
    bodyTo = bodyFrom;
    at = bodyFrom;
    while ((size = hexadecimal(bytes, at)) != 0) {
      int data = nextLine(bytes, at);
      System.arraycopy(bytes, data, bytes, bodyTo, size);
      bodyTo += size;
      at = data + size + 2;
    }
    return true;
  }

  private static int endOfHead(byte[] bytes, int length) {
    for (int i = 3; i < length; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** The start of the next line, in a head that is known to be complete. */
  private static int nextLine(byte[] bytes, int from) {
    return nextLine(bytes, from, bytes.length);
  }

  private static int nextLine(byte[] bytes, int from, int length) {
    for (int i = from; i < length; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] lowerCase) {
    for (int i = 0; i < lowerCase.length; i++) {
      byte b = bytes[from + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  private static long decimal(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] == ' ') {
      at++;
    }
    long number = 0;
    for (; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      number = number * 10 + (bytes[at] - '0');
    }
    return number;
  }

  private static int hexadecimal(byte[] bytes, int from) throws ProtocolException {
    int number = 0;
    int at = from;
    for (int digit; (digit = Character.digit(bytes[at], 16)) >= 0; at++) {
      number = number * 16 + digit;
    }
    if (at == from || at - from > 7) {
      throw new ProtocolException("a chunk does not tell how long it is");
    }
    return number;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
