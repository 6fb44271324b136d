package dev.ringside.cli.doctor;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A handshake through the proxy, with the headers of a browser; where it fails, by whose fault. */
final class HandshakeLook {

  private static final String PAGE = "docs/proxies.md has a configuration that does.";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final Target target;
  private final URI socket;
  private final Notes notes;

  HandshakeLook(Target target, URI socket, Notes notes) {
    this.target = target;
    this.socket = socket;
    this.notes = notes;
  }

  /** An open socket, or null where there is a fault, which is told. */
  @Nullable Frames open() throws IOException {
    byte[] nonce = new byte[16];
    UUID random = UUID.randomUUID();
    ByteBuffer.wrap(nonce)
        .putLong(random.getMostSignificantBits())
        .putLong(random.getLeastSignificantBits());
    String key = Base64.getEncoder().encodeToString(nonce);
    Http http;
    try {
      http = Http.open(socket, target.limit(), Certificates.CHECKED);
    } catch (IOException e) {
      Unreached.tell(notes, socket, e);
      return null;
    }
    try {
      http.send("GET", headers(key), null);
      Answer head = http.head();
      if (head.status() == 101 && head.header("Sec-WebSocket-Accept").equals(accept(key))) {
        Frames frames = new Frames(http);
        if (answersPing(frames)) {
          return frames;
        }
      } else if (head.status() == 101) {
        notes.fault(
            "the answer to the handshake is not to the key that was sent.",
            "Something answers for Ringside, or out of a cache. " + PAGE);
      } else {
        refused(head, body(http, head));
      }
    } catch (SocketTimeoutException e) {
      notes.fault(
          "the handshake at %s is not answered in time.".formatted(socket),
          "The proxy waits: does it pass /ws on to Ringside's socket port, with Upgrade and"
              + " Connection? "
              + PAGE);
    } catch (IOException e) {
      Unreached.tell(notes, socket, e);
    }
    http.close();
    return null;
  }

  private Map<String, String> headers(String key) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Connection", "Upgrade");
    headers.put("Pragma", "no-cache");
    headers.put("Cache-Control", "no-cache");
    headers.put("Upgrade", "websocket");
    headers.put("Origin", target.origin());
    headers.put("Sec-WebSocket-Version", "13");
    headers.put("Accept-Encoding", "gzip, deflate, br");
    headers.put("Sec-WebSocket-Key", key);
    headers.put("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
    headers.put("Sec-WebSocket-Protocol", "ringside.v1");
    return headers;
  }

  private static String accept(String key) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(sha.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String body(Http http, Answer head) {
    try {
      String length = head.header("Content-Length");
      int bytes = length.matches("\\d{1,4}") ? Integer.parseInt(length) : 0;
      return new String(http.read(bytes), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private boolean answersPing(Frames frames) throws IOException {
    frames.send(Frames.PING, "ringside");
    try {
      Frames.Frame frame = frames.next();
      if (frame.opcode() == Frames.PONG) {
        notes.ok(
            "a page of %s can open %s, and is heard there.".formatted(target.origin(), socket));
        return true;
      }
    } catch (SocketTimeoutException e) {
      // Told below, as for another frame.
    }
    notes.fault(
        "%s opens, and then nothing comes back.".formatted(socket),
        "The proxy takes the handshake and does not carry what follows. " + PAGE);
    return false;
  }

  private void refused(Answer head, String body) {
    int status = head.status();
    String found = "the handshake at %s is answered %d".formatted(socket, status);
    String words = body.toLowerCase(Locale.ROOT);
    if (status == 403 && words.contains("ringside_allowed_origins")) {
      notes.fault(
          "Ringside refuses pages of %s (403).".formatted(target.origin()),
          "Name that origin in RINGSIDE_ALLOWED_ORIGINS, exactly so (docs/proxies.md).");
    } else if (words.contains("open it with a websocket client")
        || words.contains("whole websocket handshake")
        || words.contains("not a request of http/1.1")) {
      notes.fault(
          found + " by Ringside, which was asked without the upgrade.",
          "Have the proxy speak HTTP/1.1 to it and hand on Upgrade and Connection for /ws. "
              + PAGE);
    } else if (words.contains("the websocket is at")) {
      notes.fault(
          found + " by Ringside's socket port, which was asked for another path.",
          "Have the proxy pass /ws on as /ws. " + PAGE);
    } else if (head.header("Content-Type").startsWith("application/problem+json")) {
      notes.fault(
          found + " by Ringside's HTTP port, which has no socket.",
          "Have the proxy pass /ws on to RINGSIDE_SOCKET_PORT, with Upgrade and Connection. "
              + PAGE);
    } else if (status == 503 && !body.isEmpty() && !words.contains("<html")) {
      notes.fault(found + ": " + body, "Ringside lets nobody else in for now.");
    } else if (status >= 502 && status <= 504) {
      notes.fault(
          found + ": the proxy does not reach Ringside's socket port.",
          "Start Ringside, or mend where the proxy passes /ws on to. " + PAGE);
    } else if (status >= 300 && status < 400) {
      notes.fault(
          "%s, which leads on to %s; a WebSocket does not follow."
              .formatted(found, head.header("Location")),
          "Name the address in the end in RINGSIDE_PUBLIC_SOCKET_URL.");
    } else {
      notes.fault(
          found + ", and not by Ringside's socket.",
          "Have the proxy pass /ws on to RINGSIDE_SOCKET_PORT, with Upgrade and Connection. "
              + PAGE);
    }
  }
}
