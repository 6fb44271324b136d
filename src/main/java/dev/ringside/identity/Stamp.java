package dev.ringside.identity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The number by which nodes know that keys or secrets have changed. Its one row is also the lock
 * that orders those changes.
 */
final class Stamp {

  /** Reads it, as a value of a query. */
  static final String VALUE = "select value from identity_stamp";

  private Stamp() {}

  /** Raises it within the transaction of a change, before that looks at what there is. */
  static void raise(Connection transaction) throws SQLException {
    lock(transaction);
    try (PreparedStatement raise =
        transaction.prepareStatement("update identity_stamp set value = value + 1 where id = 1")) {
      var _ = raise.executeUpdate();
    }
  }

  /** Keeps others from changing keys and secrets until the transaction ends. */
  static void lock(Connection transaction) throws SQLException {
    try (Statement statement = transaction.createStatement()) {
      // Such changes are few and short, so whoever comes second waits rather than fails.
      statement.execute("set local lock_timeout = '2s'");
      statement.execute("select from identity_stamp where id = 1 for update");
    }
  }
}
