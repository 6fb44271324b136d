package dev.ringside.retention;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.inbox.InboxService;
import dev.ringside.inbox.Outcome;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Deletes what was found, by ordinary changes that wait for the writer like everybody's, a few rows
 * at a time, and rests in between. Safe for any thread; blocks the caller's.
 */
@ApplicationScoped
public class Sweeper {

  /** A sweep that is alone takes half of the time, and one that others wait beside a third. */
  private static final int BUSY_RESTS = 2;

  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(1);

  private final InboxService inbox;
  private final int portion;
  private final Counter expired;
  private final Counter cap;
  private final Counter age;

  /** Why something is deleted. */
  enum Reason {
    EXPIRED,
    CAP,
    AGE
  }

  @Inject
  Sweeper(InboxService inbox, RingsideConfig config, Metrics metrics) {
    this.inbox = inbox;
    portion = config.retention().sweepRows();
    expired = metrics.counter(Metric.RETENTION_DELETED, "expired");
    cap = metrics.counter(Metric.RETENTION_DELETED, "cap");
    age = metrics.counter(Metric.RETENTION_DELETED, "age");
  }

  /** How many rows to take on at a time. */
  int portion() {
    return portion;
  }

  /**
   * Deletes one portion.
   *
   * @param rows what was found, by user
   * @throws java.util.concurrent.CompletionException where some of it is not known to be deleted
   */
  void delete(Map<String, ? extends Which.Still> rows, Reason reason) throws InterruptedException {
    long start = System.nanoTime();
    Counter deleted = counter(reason);
    List<CompletableFuture<Void>> waiting = new ArrayList<>(rows.size());
    rows.forEach(
        (user, which) ->
            waiting.add(
                inbox
                    .mark(new UserId(user), As.DELETED, which, Runnable::run)
                    .thenAccept(outcome -> count(outcome, deleted))));
    waiting.forEach(CompletableFuture::join);
    rest(System.nanoTime() - start);
  }

  private Counter counter(Reason reason) {
    return switch (reason) {
      case EXPIRED -> expired;
      case CAP -> cap;
      case AGE -> age;
    };
  }

  private static void count(Outcome outcome, Counter deleted) {
    if (outcome instanceof Outcome.Swept swept) {
      deleted.increment(swept.rows());
    }
  }

  /** Leaves the database to others after a portion that took so long. */
  void rest(long tookNanos) throws InterruptedException {
    long rest = inbox.held().rows() > 0 ? BUSY_RESTS * tookNanos : tookNanos;
    TimeUnit.NANOSECONDS.sleep(Math.min(rest, LONGEST_REST));
  }
}
