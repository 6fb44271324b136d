package dev.ringside.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;

/** Who is there, over all nodes: the port that {@code cluster} implements. Safe for any thread. */
public interface Presence {

  /** A session of this node has begun or ended to follow the log. Never blocks. */
  void changed(LogName log);

  /**
   * How many sessions of all kinds follow the log, on all nodes that live. Blocks on the database
   * where there can be other nodes.
   *
   * @throws dev.ringside.persistence.DatabaseException where the database does not answer
   */
  int online(LogName log);

  /**
   * The sessions of all kinds that follow the log, on all nodes that live and answer within a
   * second or so. Blocks where there can be other nodes.
   *
   * @throws dev.ringside.persistence.DatabaseException where the database does not answer
   */
  Roll roll(LogName log);

  /**
   * Writes, within a transaction, which users of this node are in which rooms. Does nothing where
   * there is no other node to know it.
   *
   * @param taken those that are there now
   * @param left those that are not
   */
  void seat(Connection transaction, Collection<Seat> taken, Collection<Seat> left)
      throws SQLException;

  /** Who is in these rooms on other nodes that live. */
  Set<Seat> seatedElsewhere(Connection connection, Collection<String> rooms) throws SQLException;

  /** Sets what is run when all seats of this node have to be written anew. Called before start. */
  void onForgotten(Runnable action);
}
