package dev.ringside.push;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sign-ins that have ended a short while ago: a session whose credential was judged before, and
 * that is registered only now, must not outlive its sign-in. What comes later than that is refused
 * by its credential. Safe for any thread.
 */
final class EndedSignIns {

  /** Longer than a handshake and the hello behind it take. */
  private static final long KEPT = Duration.ofMinutes(2).toNanos();

  private final ConcurrentHashMap<String, Long> ended = new ConcurrentHashMap<>();

  void add(String signIn) {
    long now = System.nanoTime();
    ended.values().removeIf(since -> now - since > KEPT);
    ended.put(signIn, now);
  }

  boolean contains(@Nullable String signIn) {
    return signIn != null && ended.containsKey(signIn);
  }
}
