package dev.ringside.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.TestNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of server-sent events over a bare socket, so that comments are seen too. */
final class RawEventStream implements AutoCloseable {

  private final Socket socket;
  private final BufferedReader in;
  private final int status;
  private final Map<String, String> headers = new LinkedHashMap<>();

  /** One event, or a comment, which has no name. */
  record Event(@Nullable String name, @Nullable String id, JsonNode data) {

    boolean isComment() {
      return name == null;
    }
  }

  RawEventStream(TestNode node, String user, String credential, @Nullable String lastEventId)
      throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), node.httpPort());
    socket.setSoTimeout(10_000);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String request =
        "GET /api/users/"
            + TestNode.encode(user)
            + "/events HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer "
            + credential
            + (lastEventId == null ? "" : "\r\nLast-Event-ID: " + lastEventId)
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    status = Integer.parseInt(line().split(" ", 3)[1]);
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] header = line.split(": ", 2);
      headers.put(header[0], header[1]);
    }
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  private String line() throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("the stream has ended");
    }
    return line;
  }

  /** The next event or comment. */
  Event next() throws IOException {
    String name = null;
    String id = null;
    String data = null;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (!line.startsWith(":")) {
        throw new AssertionError("not a line of an event stream: " + line);
      }
    }
    return new Event(name, id, TestNode.json(data == null ? "{}" : data));
  }

  /** The next event that is no comment. */
  Event nextEvent() throws IOException {
    Event event = next();
    while (event.isComment()) {
      event = next();
    }
    return event;
  }

  /** All that it still says until it ends. */
  String rest() throws IOException {
    StringBuilder rest = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      rest.append(line).append('\n');
    }
    return rest.toString();
  }

  /** Whether the stream ends, after whatever it still says. */
  boolean ends() throws IOException {
    try {
      while (in.readLine() != null) {
        // What it still says does not matter.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
