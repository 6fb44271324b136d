package dev.ringside.persistence;

import dev.ringside.config.RingsideConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for {@link Chore}s that are due, and has them done. One query asks for all of them, so that
 * an idle node costs its database a handful of queries a second however many there are. After
 * something was found it looks again soon, and then ever less often.
 *
 * <p><b>Order.</b> One virtual thread looks, and one does each chore; between them is a semaphore
 * of at most one permit that counts, so a chore never runs twice at a time on one node.
 */
@ApplicationScoped
public class Chores {

  private static final Logger log = LoggerFactory.getLogger(Chores.class);

  private static final Duration SOON = Duration.ofMillis(20);

  /** How long a chore rests that has failed. */
  private static final Duration FAILURE_REST = Duration.ofSeconds(1);

  /** How long a portion under way may take to end when the node stops. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Transactions transactions;
  private final Instance<Chore> all;
  private final Duration period;
  private final List<Hand> hands = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  @Inject
  Chores(Transactions transactions, @Any Instance<Chore> all, RingsideConfig config) {
    this.transactions = transactions;
    this.all = all;
    this.period = config.chores().look();
  }

  /** Starts to look. Called once. */
  public void start() {
    for (Chore chore : all) {
      Hand hand = new Hand(chore);
      hands.add(hand);
      threads.add(Thread.ofVirtual().name(chore.name()).start(hand));
    }
    threads.add(Thread.ofVirtual().name("lookout").start(new Lookout()));
  }

  /** Has chores done without waiting for the next look: somebody knows that they are due. */
  public void wake(Class<? extends Chore> kind) {
    hands.stream().filter(hand -> kind.isInstance(hand.chore)).forEach(Hand::wake);
  }

  /**
   * Ends all chores, each after the portion that it is at: an interrupt would leave open whether
   * that was committed. Called before the database goes.
   */
  @PreDestroy
  public void stop() {
    stopping.countDown();
    hands.forEach(Hand::wake);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread each : threads) {
        var _ = each.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.forEach(Thread::interrupt);
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Rests; false where the node stops. */
  private boolean rest(Duration time) throws InterruptedException {
    return !stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Does one chore whenever it is due. */
  private final class Hand implements Runnable {
    private final Chore chore;
    private final Duration atLeastEvery;
    private final Semaphore due;

    Hand(Chore chore) {
      this.chore = chore;
      atLeastEvery = chore.atLeastEvery();
      due = new Semaphore(atLeastEvery.equals(Chore.NEVER) ? 0 : 1);
    }

    void wake() {
      // More than one permit would be one look too many, and do no harm.
      if (due.availablePermits() == 0) {
        due.release();
      }
    }

    @Override
    public void run() {
      try {
        while (!isStopping()) {
          // Woken, or its time has come: it is done either way.
          var _ = due.tryAcquire(atLeastEvery.toNanos(), TimeUnit.NANOSECONDS);
          due.drainPermits();
          finish();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void finish() throws InterruptedException {
      try {
        boolean more = true;
        while (more && !isStopping()) {
          more = chore.work();
        }
      } catch (DatabaseException | CompletionException e) {
        log.warn("{} is put off: {}", chore.name(), e.getMessage());
        var _ = rest(FAILURE_REST);
      } catch (RuntimeException e) {
        // A fault of ours; what is due must be done all the same, at the next look.
        log.error("{} failed", chore.name(), e);
        var _ = rest(FAILURE_REST);
      }
    }
  }

  /** Asks the database, for all chores at once, which of them are due. */
  private final class Lookout implements Runnable {

    private final String question =
        hands.stream()
            .map(hand -> "(" + hand.chore.due() + ")")
            .collect(Collectors.joining(",\n", "select ", ""));

    @Override
    public void run() {
      Duration rest = period;
      try {
        while (rest(rest)) {
          Duration twice = rest.multipliedBy(2);
          rest = look() ? SOON : twice;
          rest = rest.compareTo(period) > 0 ? period : rest;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean look() {
      try {
        List<Hand> found =
            transactions.read(
                connection -> {
                  try (PreparedStatement statement = connection.prepareStatement(question);
                      ResultSet row = statement.executeQuery()) {
                    return due(row);
                  }
                });
        found.forEach(Hand::wake);
        return !found.isEmpty();
      } catch (DatabaseException e) {
        log.debug("what is due is not known: {}", e.getMessage());
        return false;
      } catch (RuntimeException e) {
        log.error("the look for what is due failed", e);
        return false;
      }
    }

    private List<Hand> due(ResultSet row) throws SQLException {
      List<Hand> due = new ArrayList<>();
      row.next();
      for (int i = 0; i < hands.size(); i++) {
        if (hands.get(i).chore.isDue(row, i + 1)) {
          due.add(hands.get(i));
        }
      }
      return due;
    }
  }
}
