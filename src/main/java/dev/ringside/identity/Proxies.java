package dev.ringside.identity;

import dev.ringside.config.AddressRange;
import dev.ringside.config.RingsideConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that are believed about where a request comes from. What anybody else sends is what
 * anybody could have made up. Immutable, safe for any thread.
 */
@ApplicationScoped
public class Proxies {

  /** The header in which each proxy adds the address that it was called from, behind the others. */
  public static final String FORWARDED_FOR = "X-Forwarded-For";

  private final List<AddressRange> trusted;

  @Inject
  Proxies(RingsideConfig config) {
    this(config.edge().trustedProxies());
  }

  /** Proxies at these addresses. */
  public Proxies(List<AddressRange> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /** Whether what this address tells about its own client is believed. */
  public boolean trusts(InetAddress peer) {
    for (AddressRange range : trusted) {
      if (range.contains(peer)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where a request comes from: going back from the connection, the first address that is no
   * trusted proxy's. Where a proxy tells something that is no address, it is that proxy's own.
   *
   * @param peer of the connection
   * @param forwardedFor the values of the header, a line each, in the order in which they came
   */
  public InetAddress client(InetAddress peer, Iterable<String> forwardedFor) {
    if (trusted.isEmpty() || !trusts(peer)) {
      return peer;
    }
    String chain = String.join(",", forwardedFor);
    InetAddress client = peer;
    for (int end = chain.length(); end > 0; ) {
      int comma = chain.lastIndexOf(',', end - 1);
      InetAddress before = address(chain.substring(comma + 1, end).strip());
      if (before == null) {
        return client;
      }
      client = before;
      if (!trusts(client)) {
        return client;
      }
      end = comma;
    }
    return client;
  }

  /** Some write a port behind the address, and a zone belongs to the proxy's machine alone. */
  private static @Nullable InetAddress address(String text) {
    String host = text;
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      host = end < 0 ? "" : host.substring(1, end);
    } else if (host.indexOf(':') == host.lastIndexOf(':') && host.indexOf(':') > 0) {
      host = host.substring(0, host.indexOf(':'));
    }
    int zone = host.indexOf('%');
    return AddressRange.address(zone < 0 ? host : host.substring(0, zone));
  }
}
