package dev.ringside.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL, in either of the two forms that are in use, as the driver needs it.
 */
record DatabaseUrl(String jdbc, @Nullable String user, @Nullable String password) {

  private static final String JDBC = "jdbc:postgresql:";

  static DatabaseUrl parse(String url) {
    if (url.startsWith(JDBC)) {
      return new DatabaseUrl(url, null, null);
    }
    if (!url.startsWith("postgresql://") && !url.startsWith("postgres://")) {
      throw wrong();
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      // The address may hold a password, so neither it nor the parser's words are shown.
      throw wrong();
    }
    if (uri.getHost() == null) {
      throw wrong();
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String jdbc = JDBC + "//" + uri.getHost() + port + uri.getRawPath() + query;
    String[] login =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    return new DatabaseUrl(
        jdbc,
        login.length > 0 ? decode(login[0]) : null,
        login.length > 1 ? decode(login[1]) : null);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static StartException wrong() {
    return Settings.wrong(
        Setting.DATABASE_URL,
        "jdbc:postgresql://host:port/database or postgresql://user:password@host:port/database"
            + " (special characters percent-encoded)");
  }
}
