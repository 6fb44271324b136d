package dev.ringside.cli.doctor;

import dev.ringside.config.RingsideConfig;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must not be printed. No check puts a secret into its words; but words of others, of a driver
 * or a proxy, go into them, too.
 */
final class Secrets {

  /** Words that are passwords of many a development machine, and words of this program besides. */
  private static final Set<String> COMMON = Set.of("ringside", "postgres", "password");

  private static final int LEAST = 6;
  private static final Pattern IN_URL = Pattern.compile("[?&](?:ssl)?password=([^&]+)");

  private final List<String> words;

  private Secrets(Stream<@Nullable String> words) {
    this.words =
        words
            .filter(Objects::nonNull)
            .filter(word -> word.length() >= LEAST && !COMMON.contains(word))
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  static Secrets none() {
    return new Secrets(Stream.empty());
  }

  static Secrets of(RingsideConfig config) {
    RingsideConfig.Identity identity = config.identity();
    RingsideConfig.Users.Jwt jwt = config.users().jwt();
    RingsideConfig.LiveKit liveKit = config.liveKit();
    String url = config.database().url();
    Stream<@Nullable String> settings =
        Stream.of(
            identity.apiKey(),
            identity.tokenSecret(),
            identity.tokenSecretBefore(),
            config.database().password(),
            jwt == null ? null : jwt.secret(),
            liveKit == null ? null : liveKit.secret());
    return new Secrets(
        Stream.of(settings, inUrl(url), inRedis(config.cluster().redisUrl())).flatMap(s -> s));
  }

  private static Stream<@Nullable String> inUrl(@Nullable String url) {
    return url == null
        ? Stream.empty()
        : IN_URL.matcher(url).results().map((MatchResult match) -> match.group(1));
  }

  private static Stream<@Nullable String> inRedis(String url) {
    int end = url.lastIndexOf('@');
    if (end < 0) {
      return Stream.empty();
    }
    String raw = url.substring(url.indexOf("://") + 3, end);
    String password = raw.substring(raw.indexOf(':') + 1);
    try {
      String login = URI.create(url).getUserInfo();
      return Stream.of(password, login == null ? null : login.substring(login.indexOf(':') + 1));
    } catch (IllegalArgumentException e) {
      return Stream.of(password);
    }
  }

  /** A text in a line, without any of them. */
  String out(String text) {
    String clean = text.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ").replaceAll("\\p{Cntrl}", " ");
    for (String word : words) {
      clean = clean.replace(word, "…");
    }
    return clean;
  }
}
