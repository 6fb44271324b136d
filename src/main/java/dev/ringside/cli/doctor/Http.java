package dev.ringside.cli.doctor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server, spoken over by hand: the JDK's client sends no headers of an upgrade,
 * and hides what a proxy does to them.
 */
final class Http implements AutoCloseable {

  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_BODY = 64 * 1024;

  private final URI address;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /**
   * An answer.
   *
   * @param headers by their names in lower case
   * @param body its beginning, as text
   */
  record Answer(int status, Map<String, String> headers, String body) {

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  private Http(URI address, Socket socket) throws IOException {
    this.address = address;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
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
    Answer head = head();
    boolean chunked = head.header("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked");
    byte[] body = chunked ? chunks() : in.readNBytes(length(head));
    return new Answer(head.status, head.headers, new String(body, StandardCharsets.UTF_8));
  }

  private static int length(Answer head) {
    String length = head.header("Content-Length");
    return length.matches("\\d{1,9}") ? Math.min(MAX_BODY, Integer.parseInt(length)) : MAX_BODY;
  }

  /** Reads an answer up to its body. */
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
      line();
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

  byte[] read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the connection was closed");
    }
    return bytes;
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
