package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Setting;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

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

  /**
   * Lets a request pass that a page sent with cookies, which come with what any page asks for: it
   * must be one whose origin is allowed.
   *
   * @throws ProblemException a 403 for a page of another origin, and for a change without any
   */
  public void requireOwnPage(ContainerRequestContext request) {
    String origin = request.getHeaderString("Origin");
    requireAllowed(origin);
    if (origin == null && !SAFE.contains(request.getMethod())) {
      throw ProblemException.of(
          Problem.Kind.FORBIDDEN,
          "What changes something by a cookie must name its Origin, as browsers do; send a token"
              + " as Authorization: Bearer instead.");
    }
  }

  /**
   * Lets a request pass that no page sent, or one of an origin that is allowed.
   *
   * @param origin the value of an {@code Origin} header, or null
   * @throws ProblemException a 403 for a page of another origin
   */
  public void requireAllowed(@Nullable String origin) {
    if (origin != null && !allows(origin)) {
      throw ProblemException.of(
          Problem.Kind.FORBIDDEN,
          "Pages of this origin may not call; it must be named in RINGSIDE_ALLOWED_ORIGINS.");
    }
  }

  /** Whether a page of this origin was named, not just let in with all others. */
  public boolean names(String origin) {
    return !origin.equals(ANY) && allowed.contains(origin);
  }
}
