package dev.ringside.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Whether what is silent where TLS is expected answers at once without it. */
final class PlainLook {

  private static final int TIMEOUT_MILLIS = 1_000;
  private static final int DEFAULT_PORT = 443;

  /** The beginning of an answer, up to its status. */
  private static final int LENGTH = "HTTP/1.1 200".length();

  private PlainLook() {}

  /** Asks without a key. A server of TLS answers a plain request by 400, if at all. */
  static boolean isPlain(URI server) {
    int port = server.getPort() < 0 ? DEFAULT_PORT : server.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.getHost(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String request =
          "GET %s/client HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(server.getRawPath(), server.getRawAuthority());
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(LENGTH), US_ASCII);
      return answer.matches("HTTP/1\\.\\d \\d{3}") && !answer.endsWith("400");
    } catch (IOException unknown) {
      return false;
    }
  }
}
