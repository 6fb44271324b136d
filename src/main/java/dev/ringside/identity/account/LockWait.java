package dev.ringside.identity.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** How long somebody who signs in waits for rows that somebody else has locked. */
final class LockWait {

  private LockWait() {}

  /** Lets a transaction wait longer than one of the writer's would: a person waits for it. */
  static void allow(Connection transaction) throws SQLException {
    try (Statement set = transaction.createStatement()) {
      set.execute("set local lock_timeout = '1s'");
    }
  }
}
