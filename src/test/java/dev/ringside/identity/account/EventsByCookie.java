package dev.ringside.identity.account;

import dev.ringside.support.TestNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An event stream that a browser has opened, which sends a cookie and nothing else. */
final class EventsByCookie implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final BufferedReader in;

  private EventsByCookie(Socket socket, BufferedReader in) {
    this.socket = socket;
    this.in = in;
  }

  /** Opens it, and waits for its first event. */
  static EventsByCookie open(TestNode node, String session) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.httpPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request =
          "GET /api/users/me/events HTTP/1.1\r\nHost: x\r\nCookie: ringside_session="
              + session
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var stream =
          new EventsByCookie(
              socket,
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
      stream.awaitLine("event: inbox");
      return stream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the server has ended it. */
  void awaitEnd() {
    awaitLine("0");
  }

  private void awaitLine(String wanted) {
    try {
      for (String line = in.readLine(); !wanted.equals(line); line = in.readLine()) {
        if (line == null) {
          throw new AssertionError("it ended without " + wanted);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
