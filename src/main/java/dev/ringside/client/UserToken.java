package dev.ringside.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token of one user, minted when it is needed, and anew before it ends. For one thread. */
final class UserToken {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final Http http;
  private final String user;
  private @Nullable String token;
  private long renewAt;

  UserToken(Http http, String user) {
    this.http = http;
    this.user = user;
  }

  /** The token. */
  String get() {
    String current = token;
    if (current != null && System.nanoTime() - renewAt < 0) {
      return current;
    }
    return renew();
  }

  /** Another one, which is asked for once. */
  String renew() {
    Token fresh = mint(http, user);
    Duration half = Duration.between(Instant.now(), fresh.expiresAt()).dividedBy(2);
    token = fresh.token();
    renewIn(half.compareTo(LONGEST) > 0 ? LONGEST : Http.longer(SHORTEST, half));
    return fresh.token();
  }

  private static Token mint(Http http, String user) {
    Http.Call call = new Http.Call("POST", Paths.user(user, "tokens"), null, null, List.of());
    return http.once(call).as(Token::of);
  }

  /** When another one is due, in nanoseconds of {@link System#nanoTime}. */
  long renewAt() {
    return renewAt;
  }

  /** Puts it off. */
  void renewIn(Duration time) {
    renewAt = System.nanoTime() + time.toNanos();
  }

  /** It is no longer accepted. */
  void drop() {
    token = null;
  }
}
