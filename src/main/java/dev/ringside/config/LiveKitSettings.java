package dev.ringside.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads where rooms meet by video and voice. */
final class LiveKitSettings {

  private static final List<Setting> TOGETHER =
      List.of(Setting.LIVEKIT_URL, Setting.LIVEKIT_KEY, Setting.LIVEKIT_SECRET);

  private LiveKitSettings() {}

  static RingsideConfig.@Nullable LiveKit read(Settings from) {
    Duration ttl = from.seconds(Setting.LIVEKIT_TTL);
    String url = from.optional(Setting.LIVEKIT_URL);
    String key = from.optional(Setting.LIVEKIT_KEY);
    String secret = from.secret(Setting.LIVEKIT_SECRET);
    if (Stream.of(url, key, secret).allMatch(Objects::isNull)) {
      return null;
    }
    if (url == null || key == null || secret == null) {
      throw Settings.wrong(missing(from), "given where the others are: address, key and secret");
    }
    if (!url.matches("(wss?|https?)://[^/?#@\\s]+(/[^?#\\s]*)?")) {
      throw Settings.wrong(
          Setting.LIVEKIT_URL,
          "an address that starts with wss:// or ws://, or https:// or http://");
    }
    return new RingsideConfig.LiveKit(url, key, secret, ttl);
  }

  private static Setting missing(Settings from) {
    return TOGETHER.stream().filter(each -> from.optional(each) == null).findFirst().orElseThrow();
  }
}
