package dev.ringside.push;

import dev.ringside.identity.Credential;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

  private static final String TICKET = "ticket=";

  /** Where a room is in plain text, with its id behind it. */
  private static final String ROOM = SocketContainer.PATH + "/rooms/";

  /** Whether there is a socket at a path. */
  static boolean isKnown(String path) {
    return path.equals(SocketContainer.PATH)
        || (path.startsWith(ROOM)
            && path.indexOf('/', ROOM.length()) < 0
            && !roomOf(path).isEmpty());
  }

  private static String roomOf(String path) {
    try {
      // A plus is itself in a path.
      return URLDecoder.decode(
          path.substring(ROOM.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** The room that is asked for in plain text, or null for the socket of frames. */
  @Nullable String room() {
    return path.startsWith(ROOM) ? roomOf(path) : null;
  }

  /** The header's first value, or null if it did not come. */
  @Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /** A header's values, one per line that it came in. */
  List<String> lines(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** The cookies, or null if none came. */
  Credential.@Nullable Cookies cookies() {
    return Credential.Cookies.of(headers.get("Cookie"));
  }

  /** The ticket in the query, or null if none came. */
  @Nullable String ticket() {
    for (String parameter : query.split("&", -1)) {
      if (parameter.startsWith(TICKET)) {
        return parameter.substring(TICKET.length());
      }
    }
    return null;
  }

  /** Without the query and the headers, which hold credentials. */
  @Override
  public String toString() {
    return "Handshake[" + path + " from " + peer.getHostAddress() + "]";
  }
}
