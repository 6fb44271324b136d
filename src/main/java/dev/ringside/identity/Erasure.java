package dev.ringside.identity;

import java.sql.Connection;
import java.sql.SQLException;

/** Erases what a feature keeps of a user beside the inbox; found by CDI. */
public interface Erasure {

  /** Erases it, in the transaction that erases all the rest. */
  void erase(Connection transaction, UserId user) throws SQLException;
}
