package dev.ringside.cli.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a Ringside is, in one form of the many that mean the same. */
final class ServerAddress {

  private ServerAddress() {}

  /** Without a last slash, a port that goes without saying, or capitals in the host's name. */
  static String plain(String given) {
    try {
      URI uri = new URI(given);
      if (uri.getScheme() == null || uri.getHost() == null || !given.equals(known(uri))) {
        return given;
      }
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      boolean usual = uri.getPort() == (scheme.equals("https") ? 443 : 80);
      return scheme
          + "://"
          + uri.getHost().toLowerCase(Locale.ROOT)
          + (uri.getPort() < 0 || usual ? "" : ":" + uri.getPort())
          + uri.getRawPath().replaceFirst("/+$", "");
    } catch (URISyntaxException none) {
      return given;
    }
  }

  /** What {@link #plain} keeps; anything else is for who opens it to refuse. */
  private static String known(URI uri) {
    return uri.getScheme()
        + "://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + uri.getRawPath();
  }
}
