package dev.ringside.torture;

import dev.ringside.torture.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What was found so far. Safe for any thread. */
final class Findings {

  private static final int TOLD = 8;

  private final ConcurrentLinkedQueue<Finding> all = new ConcurrentLinkedQueue<>();
  private final long began = System.nanoTime();
  private volatile long firstAfterNanos;

  void add(Kind kind, String text) {
    if (all.isEmpty()) {
      firstAfterNanos = System.nanoTime() - began;
    }
    all.add(new Finding(kind, text));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  long count(Kind kind) {
    return all.stream().filter(each -> each.kind() == kind).count();
  }

  /** All counts in one line, zeros too. */
  String counts() {
    List<String> counts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      counts.add(kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + count(kind));
    }
    return String.join(", ", counts);
  }

  /** The kind of the first of them, and after how long it was found; there must be one. */
  String first() {
    return "%s after %.0f s".formatted(all.element().kind(), firstAfterNanos / 1e9);
  }

  /** The first of them in full. */
  String told() {
    StringBuilder told = new StringBuilder(first());
    all.stream()
        .limit(TOLD)
        .forEach(f -> told.append("\n").append(f.kind()).append(": ").append(f.text()));
    return told.toString();
  }
}
