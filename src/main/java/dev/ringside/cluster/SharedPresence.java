package dev.ringside.cluster;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.Delivery;
import dev.ringside.log.LogName;
import dev.ringside.log.Presence;
import dev.ringside.log.Roll;
import dev.ringside.log.Seat;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is there, over many nodes. Each node writes how many sessions it has for a log, soon after
 * that has changed and for many logs at a time, and gives signs of life; the count of all is what
 * is here and what the others that live have written. A node that dies is no longer counted when
 * its lease is over, and later forgotten by whichever node sees it first; should it come back, it
 * finds itself forgotten and writes all anew.
 *
 * <p><b>Order.</b> {@code dirty} is filled by any thread and emptied by the one that writes. A
 * count is read after its log was taken out, so a change that comes later makes it dirty again.
 */
final class SharedPresence implements Presence, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SharedPresence.class);

  private static final int LOGS_PER_STATEMENT = 1_000;

  /** Signs of life in the time of a lease: two may be lost. */
  private static final int SIGNS = 3;

  private final Delivery delivery;
  private final Transactions transactions;
  private final PresenceTable table;
  private final SeatTable seats;
  private final RollCall rollCall;
  private final Duration sign;
  private final Duration round;
  private final Set<LogName> dirty = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile Runnable onForgotten = () -> {};

  /** Whether the last attempt to tell went well; its thread's own. */
  private boolean heard = true;

  SharedPresence(
      String node,
      Delivery delivery,
      Transactions transactions,
      RingsideConfig.Cluster settings,
      RollCall rollCall) {
    this.delivery = delivery;
    this.rollCall = rollCall;
    this.transactions = transactions;
    this.table = new PresenceTable(node, settings.lease());
    this.seats = new SeatTable(node, settings.lease());
    this.sign = settings.lease().dividedBy(SIGNS);
    this.round = Collections.min(List.of(settings.presence(), sign));
    this.thread = Thread.ofVirtual().name("presence").unstarted(this::run);
  }

  /** Gives the first sign of life, and starts to tell. */
  void start() {
    thread.start();
  }

  @Override
  public void changed(LogName name) {
    dirty.add(name);
  }

  @Override
  public int online(LogName name) {
    return delivery.count(name)
        + transactions.readInTime(connection -> table.elsewhere(connection, name));
  }

  @Override
  public void seat(Connection transaction, Collection<Seat> taken, Collection<Seat> left)
      throws SQLException {
    seats.write(transaction, taken, left);
  }

  @Override
  public Set<Seat> seatedElsewhere(Connection connection, Collection<String> rooms)
      throws SQLException {
    return seats.elsewhere(connection, rooms);
  }

  @Override
  public void onForgotten(Runnable action) {
    onForgotten = action;
  }

  @Override
  public Roll roll(LogName name) {
    return rollCall.call(name);
  }

  private void run() {
    long signed = System.nanoTime() - sign.toNanos();
    try {
      while (true) {
        boolean due = System.nanoTime() - signed >= sign.toNanos();
        try {
          if (due) {
            giveSign();
            signed = System.nanoTime();
          }
          tell();
          isHeard(true, "");
        } catch (DatabaseException e) {
          // Refused is what nobody knows to be of a node: the next sign of life makes it known.
          signed -= sign.toNanos();
          isHeard(e.kind() == DatabaseException.Kind.REFUSED, e.getMessage());
        } catch (RuntimeException e) {
          // A fault of ours; the next round may do better, and must come.
          log.error("the other nodes could not be told who is here", e);
        }
        Thread.sleep(round);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Logs an outage once, however long it lasts. */
  private void isHeard(boolean now, @Nullable String why) {
    if (heard && !now) {
      log.warn("the other nodes cannot be told who is here: {}", why);
    } else if (!heard && now) {
      log.info("the other nodes are told again who is here");
    }
    heard = now;
  }

  private void giveSign() {
    boolean isNew =
        transactions.run(
            transaction -> {
              boolean unknown = table.sign(transaction);
              int _ = table.forgetTheDead(transaction);
              int _ = rollCall.sweep(transaction);
              return unknown;
            });
    if (isNew) {
      delivery.followed().stream()
          .filter(name -> name.kind() == LogName.Kind.INBOX)
          .forEach(dirty::add);
      onForgotten.run();
    }
  }

  /** Writes what has changed, and keeps it dirty where that fails. */
  private void tell() {
    while (!dirty.isEmpty()) {
      List<LogName> some = dirty.stream().limit(LOGS_PER_STATEMENT).toList();
      some.forEach(dirty::remove);
      try {
        transactions.run(connection -> table.write(connection, some, delivery::count));
      } catch (RuntimeException e) {
        dirty.addAll(some);
        throw e;
      }
    }
  }

  /** Tells the others that nobody is here any more. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      transactions.run(table::leave);
    } catch (DatabaseException e) {
      log.info("the other nodes will see by the lease that this one has gone: {}", e.getMessage());
    }
  }
}
