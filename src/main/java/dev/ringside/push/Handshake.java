package dev.ringside.push;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent to open a socket.
 *
 * @param path the path as it came, not decoded
 * @param query what stands behind the question mark, not decoded; empty if there is none
 * @param headers the values of each header, one per line that it came in; looked up in any case
 * @param peer where the connection comes from, which may be a proxy
 */
record Handshake(String path, String query, Map<String, List<String>> headers, InetAddress peer) {

  /** The header's first value, or null if it did not come. */
  @Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /** Without the query and the headers, which hold credentials. */
  @Override
  public String toString() {
    return "Handshake[" + path + " from " + peer.getHostAddress() + "]";
  }
}
