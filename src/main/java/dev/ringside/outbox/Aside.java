package dev.ringside.outbox;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The users whose rows are left alone for a while, ever longer while it does not help, so that
 * those of others are reached meanwhile. All rows of such a user stay, in their order. For the
 * mover's thread.
 */
final class Aside {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

  private final long longestNanos;
  private final Map<String, Pause> pauses = new HashMap<>();

  private record Pause(long untilNanos, long nanos) {}

  Aside(Duration longest) {
    this.longestNanos = longest.toNanos();
  }

  /** Sets users aside, for longer than the last time. */
  void add(Collection<String> users) {
    long now = System.nanoTime();
    for (String user : users) {
      Pause last = pauses.get(user);
      long nanos = last == null ? FIRST_PAUSE.toNanos() : last.nanos * 2;
      long bounded = Math.min(nanos, longestNanos);
      pauses.put(user, new Pause(now + bounded, bounded));
    }
  }

  /** These went well. */
  void remove(Collection<String> users) {
    if (!pauses.isEmpty()) {
      pauses.keySet().removeAll(users);
    }
  }

  /** Who is to be left alone now. */
  List<String> users() {
    long now = System.nanoTime();
    // Whose rows another node has moved long ago.
    pauses.values().removeIf(pause -> now - pause.untilNanos > 2 * longestNanos);
    return pauses.entrySet().stream()
        .filter(each -> now - each.getValue().untilNanos < 0)
        .map(Map.Entry::getKey)
        .toList();
  }
}
