package dev.ringside.torture;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What was done, counted. Safe for any thread. */
final class Figures {

  final AtomicLong acknowledged = new AtomicLong();
  final AtomicLong said = new AtomicLong();
  final AtomicLong retries = new AtomicLong();
  final AtomicLong erasures = new AtomicLong();
  final AtomicLong frames = new AtomicLong();
  final AtomicLong catchUps = new AtomicLong();
  final AtomicLong resets = new AtomicLong();
  final AtomicLong looks = new AtomicLong();
  final AtomicLong mangled = new AtomicLong();
  final AtomicLong races = new AtomicLong();

  private final Map<Fault, AtomicLong> faults = new EnumMap<>(Fault.class);
  private final long began = System.nanoTime();

  Figures() {
    for (Fault fault : Fault.values()) {
      faults.put(fault, new AtomicLong());
    }
  }

  void count(Fault fault) {
    of(fault).incrementAndGet();
  }

  private AtomicLong of(Fault fault) {
    AtomicLong count = faults.get(fault);
    if (count == null) {
      throw new IllegalStateException("no count of " + fault);
    }
    return count;
  }

  /** How many processes were ended with {@code kill -9}. */
  long kills() {
    long kills = 0;
    for (Fault fault : Fault.values()) {
      kills += fault.isKill() ? of(fault).get() : 0;
    }
    return kills;
  }

  /** Adds another's counts to these. */
  void add(Figures other) {
    acknowledged.addAndGet(other.acknowledged.get());
    said.addAndGet(other.said.get());
    retries.addAndGet(other.retries.get());
    erasures.addAndGet(other.erasures.get());
    frames.addAndGet(other.frames.get());
    catchUps.addAndGet(other.catchUps.get());
    resets.addAndGet(other.resets.get());
    looks.addAndGet(other.looks.get());
    mangled.addAndGet(other.mangled.get());
    races.addAndGet(other.races.get());
    for (Fault fault : Fault.values()) {
      of(fault).addAndGet(other.of(fault).get());
    }
  }

  /** One line. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    line.append(
        "%.0f s: %d acknowledged, %d said in rooms, %d retries, %d erasures"
            .formatted(
                (System.nanoTime() - began) / 1e9,
                acknowledged.get(),
                said.get(),
                retries.get(),
                erasures.get()));
    line.append(
        "; %d frames, %d catch-ups, %d resets, %d looks at the database"
            .formatted(frames.get(), catchUps.get(), resets.get(), looks.get()));
    line.append("; %d joins in races, %d messages mangled".formatted(races.get(), mangled.get()));
    line.append("; %d kills".formatted(kills()));
    faults.forEach(
        (fault, count) -> {
          if (count.get() > 0) {
            line.append(", ").append(fault).append(' ').append(count);
          }
        });
    return line.toString();
  }
}
