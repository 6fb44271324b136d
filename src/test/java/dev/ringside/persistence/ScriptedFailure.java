package dev.ringside.persistence;

import java.sql.SQLException;

/**
 * Makes failures of a database that is not there, for tests of those who have to live with them.
 */
public final class ScriptedFailure {

  private ScriptedFailure() {}

  /** A failure of this kind. */
  public static DatabaseException of(DatabaseException.Kind kind) {
    return new DatabaseException(kind, new SQLException("scripted"));
  }
}
