package dev.ringside.persistence;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Knows of something that the database has committed, and so must still have. What lost it, such as
 * an older copy that was put in its place, has another history, whatever it says of itself. Safe
 * for any thread.
 */
public interface Witness {

  /** Whether the database at the other end lacks what it had committed. */
  boolean misses(Connection connection) throws SQLException;

  /** What was known is of a history that is over. */
  void forget();
}
