package dev.ringside.cli.doctor;

import dev.ringside.config.RingsideConfig;
import java.net.URI;
import java.time.Duration;

/**
 * A Ringside as browsers find it.
 *
 * @param base the address that they use, without a slash at its end
 * @param origin the page that they show
 * @param limit how long each answer may take
 * @param watch how long an idle socket is watched; zero for not at all
 */
record Target(RingsideConfig config, URI base, String origin, Duration limit, Duration watch) {

  static final String USER = "ringside-doctor";

  /** Refuses what no browser could use by an {@link IllegalArgumentException}. */
  static URI base(String url) {
    URI base = URI.create(url.replaceFirst("/+$", ""));
    boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (!http || base.getHost() == null || base.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "--url must be an address such as https://app.example.org");
    }
    return base;
  }

  /** As a browser writes it. */
  static String origin(URI address) {
    int port = Http.port(address);
    boolean usual = port == (Http.isSecure(address) ? 443 : 80);
    String scheme = Http.isSecure(address) ? "https" : "http";
    return scheme + "://" + address.getHost() + (usual ? "" : ":" + port);
  }

  URI at(String path) {
    return URI.create(base + path);
  }

  /** Where a page connects to that is told of nothing else. */
  URI usualSocket() {
    String scheme = Http.isSecure(base) ? "wss" : "ws";
    return URI.create(scheme + "://" + base.getRawAuthority() + "/ws");
  }
}
