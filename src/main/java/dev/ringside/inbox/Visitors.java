package dev.ringside.inbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.identity.Export;
import dev.ringside.identity.PersonalData;
import dev.ringside.identity.UserId;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers users who said hello before they ever got a notification, so that what goes to everyone
 * goes to them. No session waits for that: it is written in the background, many at a time, and
 * again where the database was away. Whoever is erased meanwhile is forgotten here, too: by the
 * node that erases at once, by the others as soon as they hear of it.
 *
 * <p><b>Order.</b> A lock guards what is to be written and what is being written, and is not held
 * over I/O; one virtual thread writes, and takes what it writes once no erasure is under way.
 */
@ApplicationScoped
public class Visitors implements PersonalData {

  private static final Logger log = LoggerFactory.getLogger(Visitors.class);

  /** How many may wait; those beyond are remembered when they come again. */
  private static final int WAITING = 100_000;

  private static final int BATCH = 500;
  private static final long FAILURE_REST_MILLIS = 1_000;

  private static final String REMEMBER =
      """
      insert into visitor (user_id)
      select u from (select unnest(?::text[]) as u order by 1) u on conflict do nothing
      """;

  private final Transactions transactions;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  @GuardedBy("lock")
  private final Set<String> waiting = new LinkedHashSet<>();

  /** Taken from those who wait, and not known yet to be in the table. */
  @GuardedBy("lock")
  private final Set<String> taken = new LinkedHashSet<>();

  private final Thread thread;

  @Inject
  Visitors(Transactions transactions) {
    this.transactions = transactions;
    this.thread = Thread.ofVirtual().name("visitors").start(this::run);
  }

  /** These users are here, and have no inbox yet. Never blocks. */
  void met(Collection<String> users) {
    if (users.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      if (waiting.size() < WAITING) {
        waiting.addAll(users);
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The user was erased, and is not to be remembered. Never blocks. */
  public void forget(String user) {
    lock.lock();
    try {
      waiting.remove(user);
      taken.remove(user);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        awaitArrival();
        try {
          remember();
          settle(false);
        } catch (DatabaseException e) {
          log.debug("visitors are remembered later: {}", e.getMessage());
          settle(true);
          Thread.sleep(FAILURE_REST_MILLIS);
        } catch (RuntimeException e) {
          // A fault of ours, which would come again.
          log.error("visitors could not be remembered", e);
          settle(false);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitArrival() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        arrived.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void remember() {
    int _ =
        transactions.run(
            transaction -> {
              ErasureLock.hold(transaction);
              try (PreparedStatement statement = transaction.prepareStatement(REMEMBER)) {
                statement.setArray(1, transaction.createArrayOf("text", take()));
                return statement.executeUpdate();
              }
            });
  }

  private Object[] take() {
    lock.lock();
    try {
      for (Iterator<String> each = waiting.iterator(); each.hasNext() && taken.size() < BATCH; ) {
        taken.add(each.next());
        each.remove();
      }
      return taken.toArray();
    } finally {
      lock.unlock();
    }
  }

  /** Has done with those who were taken; they may have to wait again. */
  private void settle(boolean again) {
    lock.lock();
    try {
      if (again) {
        waiting.addAll(taken);
      }
      taken.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void erase(Connection transaction, UserId user) throws SQLException {
    forget(user.value());
    try (PreparedStatement statement =
        transaction.prepareStatement("delete from visitor where user_id = ?")) {
      statement.setString(1, user.value());
      statement.executeUpdate();
    }
  }

  @Override
  public void export(UserId user, Export to) throws IOException {
    boolean known =
        transactions.readInTime(
            connection -> {
              try (PreparedStatement select =
                  connection.prepareStatement("select from visitor where user_id = ?")) {
                select.setString(1, user.value());
                return Rows.first(select, _ -> true).isPresent();
              }
            });
    if (known) {
      to.line("visitor", json -> json.writeBoolean(true));
    }
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
