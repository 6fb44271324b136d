package dev.ringside.config;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads how the application's own users are known. */
final class UserSettings {

  private static final String ALGORITHMS = "(HS|RS|PS|ES)(256|384|512)|EdDSA";

  private static final List<Setting> KEYS =
      List.of(Setting.JWT_SECRET, Setting.JWT_PUBLIC_KEY, Setting.JWT_JWKS_URL);

  private UserSettings() {}

  static RingsideConfig.Users read(Settings from) {
    return new RingsideConfig.Users(jwt(from), session(from), whoami(from));
  }

  private static RingsideConfig.Users.@Nullable Jwt jwt(Settings from) {
    // Read whether they are needed or not: a slip of the pen is told at once.
    Duration skew = from.secondsOrNone(Setting.JWT_SKEW);
    Duration fresh = from.seconds(Setting.JWT_JWKS_FRESH);
    Duration pause = from.seconds(Setting.JWT_JWKS_PAUSE);
    Duration stale = from.seconds(Setting.JWT_JWKS_STALE);
    Duration timeout = from.seconds(Setting.JWT_JWKS_TIMEOUT);
    String algorithm = from.optional(Setting.JWT_ALGORITHM);
    long keys = KEYS.stream().map(from::optional).filter(Objects::nonNull).count();
    if (algorithm == null && keys == 0) {
      return null;
    }
    if (algorithm == null || !algorithm.matches(ALGORITHMS)) {
      throw Settings.wrong(
          Setting.JWT_ALGORITHM,
          "the algorithm that the application signs with: HS256, RS256, PS256, ES256 (or with 384"
              + " or 512) or EdDSA");
    }
    if (keys != 1) {
      throw new StartException(
          "Exactly one of RINGSIDE_JWT_SECRET, RINGSIDE_JWT_PUBLIC_KEY and RINGSIDE_JWT_JWKS_URL"
              + " says by which key the application's tokens are checked.");
    }
    String issuer = from.optional(Setting.JWT_ISSUER);
    if (issuer != null && issuer.matches("ringside(-account|-guest)?")) {
      throw Settings.wrong(
          Setting.JWT_ISSUER, "another name than ringside, which is Ringside's own");
    }
    String secret = from.optional(Setting.JWT_SECRET);
    if (algorithm.startsWith("HS") != (secret != null)) {
      throw Settings.wrong(
          Setting.JWT_ALGORITHM,
          "HS256, HS384 or HS512 with RINGSIDE_JWT_SECRET, and another one with a public key");
    }
    int least = secret == null ? 0 : Integer.parseInt(algorithm.substring(2)) / 8;
    if (secret != null && secret.getBytes(StandardCharsets.UTF_8).length < least) {
      throw Settings.wrong(
          Setting.JWT_SECRET, least + " bytes or more, as " + algorithm + " needs");
    }
    return new RingsideConfig.Users.Jwt(
        algorithm,
        secret,
        publicKey(from),
        address(from, Setting.JWT_JWKS_URL),
        issuer,
        from.optional(Setting.JWT_AUDIENCE),
        from.text(Setting.JWT_USER_CLAIM),
        from.optional(Setting.JWT_COOKIE),
        skew,
        fresh,
        pause,
        stale,
        timeout);
  }

  private static @Nullable String publicKey(Settings from) {
    String given = from.optional(Setting.JWT_PUBLIC_KEY);
    if (given == null || given.startsWith("-----BEGIN")) {
      return given;
    }
    try {
      return Files.readString(Path.of(given));
    } catch (IOException | InvalidPathException e) {
      throw Settings.wrong(
          Setting.JWT_PUBLIC_KEY, "a PEM text or the name of a PEM file that can be read");
    }
  }

  private static RingsideConfig.Users.@Nullable Session session(Settings from) {
    int atOnce = from.number(Setting.SESSION_AT_ONCE, 1, 1000);
    String query = from.optional(Setting.SESSION_QUERY);
    return query == null
        ? null
        : new RingsideConfig.Users.Session(query, from.optional(Setting.SESSION_COOKIE), atOnce);
  }

  private static RingsideConfig.Users.@Nullable Whoami whoami(Settings from) {
    Duration timeout = from.seconds(Setting.WHOAMI_TIMEOUT);
    Duration cache = from.secondsOrNone(Setting.WHOAMI_CACHE);
    int atOnce = from.number(Setting.WHOAMI_AT_ONCE, 1, 10_000);
    URI url = address(from, Setting.WHOAMI_URL);
    return url == null
        ? null
        : new RingsideConfig.Users.Whoami(
            url,
            from.optional(Setting.WHOAMI_COOKIE),
            from.text(Setting.WHOAMI_USER),
            timeout,
            cache,
            atOnce);
  }

  private static @Nullable URI address(Settings from, Setting setting) {
    String given = from.optional(setting);
    if (given == null) {
      return null;
    }
    try {
      URI address = new URI(given);
      boolean http = Stream.of("http", "https").anyMatch(s -> s.equals(address.getScheme()));
      if (http && address.getHost() != null && address.getUserInfo() == null) {
        return address;
      }
    } catch (java.net.URISyntaxException e) {
      // Told below, as for another scheme.
    }
    throw Settings.wrong(setting, "an address that starts with http:// or https://");
  }
}
