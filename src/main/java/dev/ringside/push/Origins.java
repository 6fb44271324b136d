package dev.ringside.push;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The origins whose pages may connect. A browser says truly where a page comes from; who sends no
 * origin is no browser, and its credential decides alone. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-10.2">RFC 6455, section 10.2</a>
 */
final class Origins {

  private static final String ANY = "*";

  private final Set<String> allowed;

  private Origins(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /** Those of the setting; where it names none, the HTTP address itself. */
  static Origins of(List<String> configured, InetSocketAddress http) {
    if (!configured.isEmpty()) {
      return new Origins(new LinkedHashSet<>(configured));
    }
    Set<String> own = new LinkedHashSet<>();
    for (String host : List.of(http.getHostString(), "localhost", "127.0.0.1")) {
      own.add("http://" + host + ":" + http.getPort());
      if (http.getPort() == 80) {
        own.add("http://" + host);
      }
    }
    return new Origins(own);
  }

  boolean allowsAll() {
    return allowed.contains(ANY);
  }

  boolean allows(String origin) {
    return allowsAll() || allowed.contains(origin);
  }

  @Override
  public String toString() {
    return String.join(", ", allowed);
  }
}
