package dev.ringside.log;

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
}
