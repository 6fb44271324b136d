package dev.ringside.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client that says exactly what it is told, right or wrong. */
final class Wire implements Closeable {

  private final Socket socket;
  private final PushbackInputStream in;

  /** An answer, its header names in lower case. */
  record Reply(int status, Map<String, String> headers, String body) {

    @Nullable String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }

    boolean isProblem() {
      return "application/problem+json".equals(header("Content-Type"));
    }
  }

  Wire(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new PushbackInputStream(socket.getInputStream());
  }

  static Reply ask(InetSocketAddress address, String text) throws IOException {
    try (Wire wire = new Wire(address)) {
      return wire.say(text).reply();
    }
  }

  Wire say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  Reply reply() throws IOException {
    return reply(true);
  }

  /** The answer to HEAD has a length but no body. */
  Reply replyWithoutBody() throws IOException {
    return reply(false);
  }

  private Reply reply(boolean hasBody) throws IOException {
    Reply head = head();
    int length = Integer.parseInt(head.headers.getOrDefault("content-length", "0"));
    return hasBody
        ? new Reply(
            head.status, head.headers, new String(in.readNBytes(length), StandardCharsets.UTF_8))
        : head;
  }

  /** Status and headers alone. */
  Reply head() throws IOException {
    String first = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Reply(Integer.parseInt(first, 9, 12, 10), headers, "");
  }

  /** One chunk of a chunked body, empty at its end. */
  String chunk() throws IOException {
    int length = Integer.parseInt(line(), 16);
    String chunk = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    line();
    return chunk;
  }

  /** Whether the server says something, waiting for it a little. */
  boolean isAnswering() throws IOException {
    socket.setSoTimeout(20);
    try {
      int b = in.read();
      if (b >= 0) {
        in.unread(b);
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(10_000);
    }
  }

  /** Whether the server has closed, with nothing more to read. */
  boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("The server closed after: " + line);
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Closes so that the other side gets a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
