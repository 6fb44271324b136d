package dev.ringside.torture;

import dev.ringside.support.TestNode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Publishes one after the other, without a name that would make a repetition harmless, on a
 * connection that is kept for as long as the node keeps it, until nobody listens any more. Speaks
 * HTTP by itself, so that nothing is sent twice behind its back.
 */
final class RawPublisher implements Runnable {

  private final InetSocketAddress node;
  private final String user;
  private final String name;
  private final List<String> acknowledged = new CopyOnWriteArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private int number;

  RawPublisher(InetSocketAddress node, String user, String name) {
    this.node = node;
    this.user = user;
    this.name = name;
  }

  /** The titles that were answered 2xx. */
  List<String> acknowledged() {
    return acknowledged;
  }

  /** The titles whose connection ended without an answer; to be read when it has ended. */
  List<String> broken() {
    return broken;
  }

  @Override
  public void run() {
    while (true) {
      try (Socket socket = new Socket(node.getAddress(), node.getPort())) {
        publishOn(socket);
      } catch (IOException refused) {
        return;
      }
    }
  }

  private void publishOn(Socket socket) {
    try {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean kept = true;
      while (kept) {
        String title = name + "-" + ++number;
        try {
          socket.getOutputStream().write(request(title));
          String status = readLine(in);
          kept = readRest(in);
          if (status.contains(" 201 ")) {
            acknowledged.add(title);
          } else if (!status.contains(" 503 ")) {
            throw new AssertionError("a publish was answered by " + status);
          }
        } catch (IOException e) {
          broken.add(title);
          return;
        }
      }
    } catch (IOException e) {
      // It ended before anything was asked on it.
    }
  }

  private byte[] request(String title) {
    String body = "{\"title\":\"" + title + "\"}";
    return ("POST /api/users/%s/notifications HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
            + "Content-Length: %d\r\n\r\n%s")
        .formatted(user, TestNode.KEY, body.length(), body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads headers and body; whether the connection is kept. */
  private static boolean readRest(InputStream in) throws IOException {
    boolean kept = true;
    int length = 0;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
      kept &= !header.equals("connection: close");
    }
    if (in.readNBytes(length).length < length) {
      throw new EOFException();
    }
    return kept;
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
