package dev.ringside.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Keeps erasures apart from what writes users of its own accord: those it finds as recipients, or
 * met a while ago. A user who is erased in between would be back, and nobody would have asked for
 * it. A call that names a user means the user and needs no lock. Held until the transaction ends;
 * comes before any other lock.
 */
public final class ErasureLock {

  /** The first number keeps these locks apart from others in the same database. */
  private static final String LOCK = "(1919513194, 0)";

  private ErasureLock() {}

  /** Waits for erasures, and has later ones wait. Any number may do so at a time. */
  public static void hold(Connection transaction) throws SQLException {
    run(transaction, "select pg_advisory_xact_lock_shared" + LOCK);
  }

  /** Waits for all who hold it, and has later ones wait. */
  static void erase(Connection transaction) throws SQLException {
    run(transaction, "select pg_advisory_xact_lock" + LOCK);
  }

  private static void run(Connection transaction, String sql) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(sql)) {
      statement.execute();
    }
  }
}
