package dev.ringside.identity;

import dev.ringside.log.Signal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What a feature keeps of a user: all of it can be erased, and shown to that person. Whoever keeps
 * something implements it; found by CDI.
 */
public interface PersonalData {

  /**
   * What ends with it, asked in the same transaction before anything is erased, and told to all
   * nodes once that is committed. By default nothing.
   */
  default List<Signal> endings(Connection transaction, UserId user) throws SQLException {
    return List.of();
  }

  /** Erases it, in the transaction that erases all the rest. */
  void erase(Connection transaction, UserId user) throws SQLException;

  /**
   * Writes all of it. Whoever reads may be slow, so nothing of the database may be held while a
   * line is written: what may be long is read in pages.
   */
  void export(UserId user, Export to) throws IOException;
}
