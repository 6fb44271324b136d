package dev.ringside.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Work that lies in the database until some node does it: what has expired, what is due later, what
 * an application has put there. Every node looks for it and may do it at any moment; that a thing
 * happens once comes from a conditional change of its row, within the transaction that does it.
 * {@link Chores} finds it by CDI, and calls it on one thread of its own.
 */
public interface Chore {

  /** Longer than a node lives. */
  Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  /** What {@link #due} says of a chore that the database knows nothing of. */
  String NEVER_DUE = "false";

  /** A few words for the log and for the thread. */
  String name();

  /**
   * A condition in SQL that holds where there is something to do. It is asked several times a
   * second, so an index must answer it, and it may read nothing but tables of the schema.
   */
  String due();

  /**
   * Whether the answer to {@link #due} says that there is something to do. By default that is a
   * condition; a chore may ask for any one value instead, and compare it with what this node knows.
   *
   * @param row the answer to all chores' questions, at its one row
   * @param column where this chore's answer stands
   */
  default boolean isDue(ResultSet row, int column) throws SQLException {
    return row.getBoolean(column);
  }

  /**
   * How often it is done at least, whatever {@link #due} says: from the start of the node on, and
   * then again when so much time has passed since. By default only what is due is done.
   */
  default Duration atLeastEvery() {
    return NEVER;
  }

  /**
   * Does a portion, in transactions that are short.
   *
   * @return whether there may be more to do at once
   * @throws DatabaseException where the database does not do it now; it is tried again
   * @throws InterruptedException where the node stops
   */
  boolean work() throws InterruptedException;
}
