package dev.ringside.wire;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The allowances of all who have used theirs lately. One that was not used for as long as a bucket
 * takes to fill is full, which is what a new one is, so it may be forgotten: those that were used
 * are in the younger of two tables, which takes the older one's place in that time, or earlier
 * where it has grown large. Then somebody who is over the limit may be forgotten who was not seen
 * among the last {@value #MAX} others. A lock is held for the change of tables alone. Safe for any
 * thread.
 */
public final class Allowances {

  /** How many one table holds, give or take what threads add at the same time. */
  static final int MAX = 1 << 16;

  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;

  private record Tables(
      ConcurrentHashMap<String, Allowance> young,
      ConcurrentHashMap<String, Allowance> old,
      long since) {}

  private final long tokenNanos;
  private final long burstNanos;
  private volatile Tables tables;

  /**
   * Allowances of so many in a time.
   *
   * @param limit 0 for any number
   * @param burst for how long they are saved up
   */
  private Allowances(int limit, long in, long burst, long now) {
    tokenNanos = limit == 0 ? 0 : in / limit;
    burstNanos = burst;
    tables = new Tables(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), now);
  }

  /**
   * Allowances of so many a second, which are saved up for four.
   *
   * @param limit 0 for any number
   * @param now by {@link System#nanoTime}
   */
  public static Allowances perSecond(int limit, long now) {
    return new Allowances(limit, SECOND, 4 * SECOND, now);
  }

  /**
   * Allowances of so many a minute, which are saved up for that long.
   *
   * @param limit 0 for any number
   * @param now by {@link System#nanoTime}
   */
  public static Allowances perMinute(int limit, long now) {
    return new Allowances(limit, MINUTE, MINUTE, now);
  }

  /**
   * Takes one of somebody's.
   *
   * @param now by {@link System#nanoTime}
   * @return 0 where there was one, else how many nanoseconds it is away
   */
  public long take(String name, long now) {
    return tokenNanos == 0 ? 0 : of(name, now).take(now, tokenNanos, burstNanos);
  }

  private Allowance of(String name, long now) {
    Tables current = tables;
    if (now - current.since > burstNanos) {
      current = turned(current, now);
    }
    Allowance known = current.young.get(name);
    if (known != null) {
      return known;
    }
    if (current.young.mappingCount() >= MAX) {
      current = turned(current, now);
    }
    Allowance before = current.old.get(name);
    Allowance mine = before == null ? new Allowance(now) : before;
    Allowance first = current.young.putIfAbsent(name, mine);
    return first == null ? mine : first;
  }

  @SuppressWarnings("ReferenceEquality") // whether another thread was faster
  private synchronized Tables turned(Tables from, long now) {
    if (tables == from) {
      tables = new Tables(new ConcurrentHashMap<>(), from.young, now);
    }
    return tables;
  }

  /** How many are remembered. */
  long size() {
    Tables current = tables;
    return current.young.mappingCount() + current.old.mappingCount();
  }
}
