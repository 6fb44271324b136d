package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Setting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The origins whose pages may connect and call. A browser says truly where a page comes from; who
 * sends no origin is no browser, and its credential decides alone. Told once where HTTP is served,
 * before anybody asks; safe for any thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-10.2">RFC 6455, section 10.2</a>
 */
@ApplicationScoped
public class Origins {

  private static final Logger log = LoggerFactory.getLogger(Origins.class);

  private static final String ANY = "*";

  private final List<String> configured;
  private volatile Set<String> allowed;

  @Inject
  Origins(RingsideConfig config) {
    this(config.socket().allowedOrigins());
  }

  /** These origins; where there are none, the one at which HTTP is served. */
  public Origins(List<String> configured) {
    this.configured = List.copyOf(configured);
    allowed = Set.copyOf(configured);
    if (allowed.contains(ANY)) {
      log.warn(
          "{} is *: a page of any site can use a visitor's credentials here",
          Setting.ALLOWED_ORIGINS.variable());
    }
  }

  /**
   * HTTP is served here: where the setting names no origin, this one is allowed.
   *
   * @param scheme {@code http} or {@code https}
   */
  public void servedAt(String scheme, InetSocketAddress address) {
    if (!configured.isEmpty()) {
      return;
    }
    int usual = scheme.equals("https") ? 443 : 80;
    Set<String> own = new LinkedHashSet<>();
    for (String host : List.of(address.getHostString(), "localhost", "127.0.0.1")) {
      String origin = scheme + "://" + (host.contains(":") ? "[" + host + "]" : host);
      own.add(origin + ":" + address.getPort());
      if (address.getPort() == usual) {
        own.add(origin);
      }
    }
    allowed = Set.copyOf(own);
  }

  /** Whether any page may. */
  public boolean allowsAll() {
    return allowed.contains(ANY);
  }

  /**
   * Whether a page of this origin may.
   *
   * @param origin the value of an {@code Origin} header
   */
  public boolean allows(String origin) {
    return allowsAll() || allowed.contains(origin);
  }

  /** Whether a page of this origin was named, not just let in with all others. */
  public boolean names(String origin) {
    return !origin.equals(ANY) && allowed.contains(origin);
  }
}
