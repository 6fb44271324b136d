package dev.ringside.cli.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ringside.support.TestNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Set;

/**
 * A proxy before a node, at another address of this machine than who calls it, that does what a
 * proxy has to, or not all of it. The test's thread says what is wrong with it, before anybody
 * calls.
 */
final class SmallProxy implements AutoCloseable {

  /** What it does wrong. */
  enum Flaw {
    HANDS_ON_NO_UPGRADE,
    KNOWS_ONE_PORT_ALONE,
    FINDS_NO_SOCKET,
    CUTS_IDLE_SOCKETS,
    FORWARDS_NO_ADDRESS,
    GATHERS_ANSWERS,
    TELLS_ANOTHER_TIME,
    ANSWERS_FOR_ALL,
    DROPS_AUTHORIZATION
  }

  private static final int IDLE_MILLIS = 1_000;

  private final ServerSocket listener;
  private volatile Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
  private volatile int http;
  private volatile int socket;

  SmallProxy() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  String socketUrl() {
    return "ws://127.0.0.1:" + listener.getLocalPort() + "/ws";
  }

  void to(TestNode node) {
    http = node.httpPort();
    socket = node.socketPort();
  }

  /** From now on it has these flaws. */
  void has(Flaw... some) {
    Set<Flaw> now = EnumSet.noneOf(Flaw.class);
    now.addAll(Set.of(some));
    flaws = now;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // It is closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      boolean socketAsked = head.startsWith("GET /ws ");
      if (flaws.contains(Flaw.ANSWERS_FOR_ALL)) {
        answer(client, "200 OK", "<html>Welcome</html>");
        return;
      }
      if (socketAsked && flaws.contains(Flaw.FINDS_NO_SOCKET)) {
        answer(client, "502 Bad Gateway", "<html>502</html>");
        return;
      }
      boolean toSocket = socketAsked && !flaws.contains(Flaw.KNOWS_ONE_PORT_ALONE);
      InetAddress there = InetAddress.ofLiteral("127.0.0.1");
      InetAddress here = InetAddress.ofLiteral("127.0.0.2");
      try (Socket server = new Socket(there, toSocket ? socket : http, here, 0)) {
        server.getOutputStream().write(forwarded(head, client).getBytes(ISO_8859_1));
        if (socketAsked && flaws.contains(Flaw.CUTS_IDLE_SOCKETS)) {
          server.setSoTimeout(IDLE_MILLIS);
        }
        Thread.ofVirtual().start(() -> carry(client, server));
        answerFrom(server, client);
      }
    } catch (IOException e) {
      // One side has gone.
    }
  }

  private String forwarded(String head, Socket client) {
    StringBuilder forwarded = new StringBuilder();
    for (String line : head.strip().split("\r\n", -1)) {
      boolean upgrade = line.startsWith("Upgrade:") || line.equals("Connection: Upgrade");
      boolean dropped =
          (upgrade && flaws.contains(Flaw.HANDS_ON_NO_UPGRADE))
              || (line.startsWith("Authorization:") && flaws.contains(Flaw.DROPS_AUTHORIZATION));
      if (!dropped) {
        forwarded.append(line).append("\r\n");
      }
    }
    if (!flaws.contains(Flaw.FORWARDS_NO_ADDRESS)) {
      forwarded.append("X-Forwarded-For: ").append(client.getInetAddress().getHostAddress());
      forwarded.append("\r\n");
    }
    return forwarded.append("\r\n").toString();
  }

  private void answerFrom(Socket server, Socket client) throws IOException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    String head = head(in);
    if (flaws.contains(Flaw.TELLS_ANOTHER_TIME)) {
      String hourAgo =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              Instant.now().minusSeconds(3600).atOffset(ZoneOffset.UTC));
      head = head.replaceFirst("Date: [^\r]*\r\n", "");
      head = head.replaceFirst("\r\n", "\r\nDate: " + hourAgo + "\r\n");
    }
    if (flaws.contains(Flaw.GATHERS_ANSWERS) && !head.startsWith("HTTP/1.1 101")) {
      byte[] body = in.readAllBytes();
      out.write(head.getBytes(ISO_8859_1));
      out.write(body);
    } else {
      out.write(head.getBytes(ISO_8859_1));
      in.transferTo(out);
    }
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has gone.
    }
  }

  private static void answer(Socket client, String status, String body) throws IOException {
    client
        .getOutputStream()
        .write(
            "HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, body.length(), body)
                .getBytes(ISO_8859_1));
  }

  /** All up to the empty line, which is part of it. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("it ends within its head");
      }
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
