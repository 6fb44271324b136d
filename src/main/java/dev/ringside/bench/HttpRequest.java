package dev.ringside.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes the bytes of requests to one server with one API key, ahead of the hot loop. */
final class HttpRequest {

  private final String headers;
  private final InetSocketAddress address;

  HttpRequest(URI server, String key) {
    address = Options.resolve(server);
    headers =
        " HTTP/1.1\r\nHost: "
            + server.getHost()
            + ":"
            + address.getPort()
            + "\r\nAuthorization: Bearer "
            + key
            + "\r\n";
  }

  InetSocketAddress address() {
    return address;
  }

  byte[] get(String path) {
    return ("GET " + path + headers + "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  byte[] post(String path, String json) {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    String head =
        "POST "
            + path
            + headers
            + "Content-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n";
    return (head + json).getBytes(StandardCharsets.UTF_8);
  }

  /** The body that notifies some users at once, whose names need no escape. */
  static String toMany(List<String> users, String notification) {
    return "{\"users\":[\""
        + String.join("\",\"", users)
        + "\"],\"notification\":"
        + notification
        + "}";
  }

  /** The path of something of a user's. */
  static String ofUser(String user, String rest) {
    return "/api/users/" + segment(user) + rest;
  }

  /** A text as one segment of a path. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
