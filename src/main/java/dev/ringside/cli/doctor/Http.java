package dev.ringside.cli.doctor;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server, spoken over by hand: the JDK's client sends no headers of an upgrade,
 * and hides what a proxy does to them.
 */
final class Http implements AutoCloseable {

  private final URI address;
  private final Socket socket;
  private final AnswerReader in;
  private final OutputStream out;

  private Http(URI address, Socket socket) throws IOException {
    this.address = address;
    this.socket = socket;
    this.in = new AnswerReader(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /**
   * Connects.
   *
   * @param address with the scheme {@code http}, {@code https}, {@code ws} or {@code wss}
   * @param limit how long that may take, and each read afterwards
   */
  static Http open(URI address, Duration limit, Certificates certificates) throws IOException {
    String host = address.getHost().replaceAll("^\\[|]$", "");
    InetSocketAddress place = new InetSocketAddress(host, port(address));
    if (place.isUnresolved()) {
      throw new UnknownHostException(host);
    }
    Socket socket = new Socket();
    try {
      int millis = Math.toIntExact(limit.toMillis());
      socket.connect(place, millis);
      socket.setSoTimeout(millis);
      socket.setTcpNoDelay(true);
      return new Http(address, isSecure(address) ? certificates.over(socket, host) : socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static boolean isSecure(URI address) {
    return address.getScheme().equals("https") || address.getScheme().equals("wss");
  }

  static int port(URI address) {
    return address.getPort() >= 0 ? address.getPort() : isSecure(address) ? 443 : 80;
  }

  /** Asks once, and closes. */
  static Answer ask(
      URI address,
      Duration limit,
      Certificates certificates,
      String method,
      Map<String, String> headers,
      @Nullable String body)
      throws IOException {
    try (Http http = open(address, limit, certificates)) {
      Map<String, String> all = new TreeMap<>(headers);
      all.put("Connection", "close");
      http.send(method, all, body);
      return http.answer();
    }
  }

  void send(String method, Map<String, String> headers, @Nullable String body) throws IOException {
    String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    StringBuilder head =
        new StringBuilder("%s %s%s HTTP/1.1\r\n".formatted(method, path, query))
            .append("Host: %s\r\n".formatted(address.getRawAuthority()))
            .append("User-Agent: Mozilla/5.0 (ringside doctor)\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    if (body != null) {
      head.append("Content-Type: application/json\r\nContent-Length: " + content.length + "\r\n");
    }
    write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    write(content);
  }

  /** Reads an answer with its body. */
  Answer answer() throws IOException {
    return in.answer();
  }

  /** Reads an answer up to its body. */
  Answer head() throws IOException {
    return in.head();
  }

  /** The next byte; at the end an {@link java.io.EOFException}. */
  int read() throws IOException {
    return in.read();
  }

  /** So many bytes; where there are fewer an {@link java.io.EOFException}. */
  byte[] read(int count) throws IOException {
    return in.read(count);
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** How long each read waits from now on. */
  void patience(Duration limit) throws IOException {
    socket.setSoTimeout(Math.toIntExact(Math.max(1, limit.toMillis())));
  }

  /** Where this end is. */
  InetAddress here() {
    return socket.getLocalAddress();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
