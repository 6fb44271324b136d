package dev.ringside.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The socket of one running Ringside.
 *
 * @param address where it is
 * @param handshake the request that opens a session; shared, so take a duplicate
 */
record Node(InetSocketAddress address, ByteBuffer handshake) {

  static Node at(URI socket) {
    InetSocketAddress address = Options.resolve(socket);
    return new Node(address, handshake(socket, address.getPort()));
  }

  /** Every session sends the same key: nobody caches here. */
  private static ByteBuffer handshake(URI socket, int port) {
    String request =
        "GET "
            + socket.getRawPath()
            + " HTTP/1.1\r\nHost: "
            + socket.getHost()
            + ":"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: ringside.v1\r\n\r\n";
    return ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
  }
}
