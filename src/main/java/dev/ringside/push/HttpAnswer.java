package dev.ringside.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the socket's port answers over HTTP: an upgrade, or why there is none. Encoded here, as
 * Grizzly's codec would keep its request with the connection for as long as that lives.
 */
record HttpAnswer(int status, String phrase, Map<String, String> headers, String body) {

  /** The upgrade itself. */
  static HttpAnswer switching(Map<String, String> headers) {
    return new HttpAnswer(101, "Switching Protocols", headers, "");
  }

  /** A refusal, explained to a person. The connection closes behind it. */
  static HttpAnswer refusal(int status, String phrase, Map<String, String> headers, String why) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put("Content-Type", "text/plain; charset=utf-8");
    all.put("Cache-Control", "no-store");
    all.putIfAbsent("Connection", "close");
    return new HttpAnswer(status, phrase, all, why + "\n");
  }

  ByteBuffer encoded() {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(status).append(' ').append(phrase).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    if (status != 101) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(start.length + content.length).put(start).put(content).flip();
  }
}
