package dev.ringside.http;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What browsers are told about pages: what a page may load and where it may connect, so that what
 * somebody might smuggle into one is good for nothing. Told where the socket is once that is known;
 * safe for any thread.
 *
 * @see <a href="https://www.w3.org/TR/CSP3/">Content Security Policy, level 3</a>
 */
public final class PageHeaders {

  private final Duration hsts;
  private volatile Map<String, String> headers;

  /**
   * Headers for pages that connect to their own origin alone.
   *
   * @param hsts for how long a browser may come by TLS alone; zero where it is told nothing
   */
  public PageHeaders(Duration hsts) {
    this.hsts = hsts;
    headers = headers("");
  }

  /** The socket is here, so pages may connect to it. */
  public void socketAt(String url) {
    headers = headers(" " + source(URI.create(url)));
  }

  /** A policy cannot name an address of IPv6, only all that is reached in the same way. */
  private static String source(URI url) {
    return url.getRawAuthority().startsWith("[")
        ? url.getScheme() + ":"
        : url.getScheme() + "://" + url.getRawAuthority();
  }

  private Map<String, String> headers(String socket) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Cache-Control", "no-cache");
    all.put(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
            + " media-src 'self'; manifest-src 'self'; frame-src 'self'; connect-src 'self'"
            + socket
            + "; base-uri 'none'; form-action 'self'; frame-ancestors 'self'");
    all.put("Referrer-Policy", "no-referrer");
    all.put("Cross-Origin-Opener-Policy", "same-origin");
    all.put(
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
    if (!hsts.isZero()) {
      all.put("Strict-Transport-Security", "max-age=" + hsts.toSeconds());
    }
    return Map.copyOf(all);
  }

  /** As they are now. */
  Map<String, String> now() {
    return headers;
  }
}
