package dev.ringside.torture;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for and what was acknowledged, written down by those who ask. Times are those of
 * {@link System#nanoTime}. Its monitor orders all.
 */
final class Ledger {

  private final AtomicLong numbers = new AtomicLong();

  @GuardedBy("this")
  private final Map<String, Book> books = new HashMap<>();

  /**
   * A publish that was acknowledged.
   *
   * @param number its own, which also names its call
   * @param progress as it was published; -1 for none
   * @param began when it was first sent
   * @param acked when it was acknowledged
   */
  record Published(
      long number, String id, long revision, String title, int progress, long began, long acked) {}

  /** When an erasure may have happened: ends never where that is not known. */
  static final class Erasure {

    private final long began = System.nanoTime();
    private volatile long ended = Long.MAX_VALUE;

    long began() {
      return began;
    }

    /** It was acknowledged. */
    void ended() {
      ended = System.nanoTime();
    }

    /** Whether it may have happened after that time. */
    boolean mayFollow(long time) {
      return ended >= time;
    }
  }

  /** All that is known of one user. */
  record Book(List<Published> published, Set<String> deleted, List<Erasure> erasures) {

    /** Whether something that was sent then may have been erased. */
    boolean mayHaveErased(long began) {
      return erasures.stream().anyMatch(each -> each.mayFollow(began));
    }
  }

  /** A number that was never used. */
  long next() {
    return numbers.incrementAndGet();
  }

  /** The highest number so far. */
  long last() {
    return numbers.get();
  }

  @GuardedBy("this")
  private Book of(String user) {
    return books.computeIfAbsent(
        user, _ -> new Book(new ArrayList<>(), new HashSet<>(), new ArrayList<>()));
  }

  synchronized void add(String user, Published published) {
    of(user).published.add(published);
  }

  /** Somebody is about to delete these. */
  synchronized void deleting(String user, List<String> ids) {
    of(user).deleted.addAll(ids);
  }

  /** Somebody is about to erase the user. */
  synchronized Erasure erasing(String user) {
    Erasure erasure = new Erasure();
    of(user).erasures.add(erasure);
    return erasure;
  }

  /** Whether what was sent then may have been erased since. */
  synchronized boolean mayHaveErased(String user, long began) {
    return of(user).mayHaveErased(began);
  }

  /** Whether anybody ever tried to erase the user. */
  synchronized boolean wasErased(String user) {
    return !of(user).erasures.isEmpty();
  }

  /** One of those that were acknowledged, more often a young one. */
  synchronized @Nullable Published any(String user, Random random) {
    List<Published> published = of(user).published;
    if (published.isEmpty()) {
      return null;
    }
    int back = (int) Math.min(published.size() - 1, Math.abs(random.nextGaussian()) * 20);
    return published.get(published.size() - 1 - back);
  }

  /** A copy of all that is known of a user. */
  synchronized Book book(String user) {
    Book book = of(user);
    return new Book(
        List.copyOf(book.published), Set.copyOf(book.deleted), List.copyOf(book.erasures));
  }
}
