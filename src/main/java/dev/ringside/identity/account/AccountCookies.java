package dev.ringside.identity.account;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Credential;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two cookies of a sign-in. They are {@code Secure}, unless HTTP is served on loopback alone
 * and no page comes by TLS: then there is no proxy that would. The prefix of the session's name
 * keeps others of the same site from setting it. That of the refresh token keeps those without TLS
 * from it, but not a neighbour's domain: its path rules out the stronger one, so a token must be of
 * the sign-in that the session names. Immutable, safe for any thread.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis">RFC 6265bis,
 *     section 4.1.3</a>
 */
@ApplicationScoped
class AccountCookies {

  private static final String SESSION = "ringside_session";
  private static final String REFRESH = "ringside_refresh";

  /** Where the refresh token is read; nothing else gets to see it. */
  private static final String REFRESH_PATH = "/api/accounts";

  private final boolean secure;
  private final Duration session;
  private final Duration refresh;

  @Inject
  AccountCookies(RingsideConfig config) {
    boolean overTls =
        config.socket().allowedOrigins().stream().anyMatch(each -> each.startsWith("https://"));
    boolean tls = config.edge().tls() != null;
    secure = tls || overTls || !isLoopback(config.http().host());
    session = config.accounts().session();
    refresh = config.accounts().refresh();
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** What the cookie with the session's JWT is called. */
  String sessionName() {
    return secure ? "__Host-" + SESSION : SESSION;
  }

  private String refreshName() {
    return secure ? "__Secure-" + REFRESH : REFRESH;
  }

  /** The refresh token that a browser sent, or null. */
  @Nullable String refreshToken(Credential.@Nullable Cookies shown) {
    return shown == null ? null : shown.value(refreshName());
  }

  /** The JWT that a browser sent, or null. */
  @Nullable String sessionToken(Credential.@Nullable Cookies shown) {
    return shown == null ? null : shown.value(sessionName());
  }

  /** What sets both, as values of {@code Set-Cookie}. */
  List<String> set(String sessionToken, String refreshToken) {
    return List.of(
        session(sessionToken, session.toSeconds()), refresh(refreshToken, refresh.toSeconds()));
  }

  /** What takes both away. */
  List<String> clear() {
    return List.of(session("", 0), refresh("", 0));
  }

  private String session(String value, long seconds) {
    return cookie(sessionName(), value, "/", seconds, "Lax");
  }

  private String refresh(String value, long seconds) {
    return cookie(refreshName(), value, REFRESH_PATH, seconds, "Strict");
  }

  private String cookie(String name, String value, String path, long seconds, String sameSite) {
    return "%s=%s; HttpOnly; SameSite=%s; Path=%s; Max-Age=%d%s"
        .formatted(name, value, sameSite, path, seconds, secure ? "; Secure" : "");
  }
}
