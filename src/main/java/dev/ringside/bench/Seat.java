package dev.ringside.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a session sits: whose inbox it follows, and what it says first.
 *
 * @param index the number of the session, from 0
 * @param user the number of its user, from 0
 * @param handshake the request that opens the socket; shared, so take a duplicate
 * @param hello the first message
 * @param revision the revision that the hello names, or -1
 * @param awaited the session is current once it has reached this revision
 */
record Seat(int index, int user, ByteBuffer handshake, String hello, long revision, long awaited) {

  /** The position that a session names to be told what it missed. */
  record Position(String epoch, long revision) {}

  /** The request that opens a socket. Every session sends the same key: nobody caches here. */
  static ByteBuffer handshake(String host, int port, String path) {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + ":"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: ringside.v1\r\n\r\n";
    return ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
  }

  /**
   * @param limit how many notifications a snapshot brings, of the unread ones
   * @param position null to be sent a snapshot
   */
  static String hello(String token, int limit, @Nullable Position position) {
    String from =
        position == null
            ? ",\"unreadOnly\":true"
            : ",\"epoch\":\"" + position.epoch() + "\",\"revision\":" + position.revision();
    return "{\"type\":\"hello\",\"token\":\"" + token + "\",\"limit\":" + limit + from + "}";
  }
}
