package dev.ringside.cluster;

import dev.ringside.log.LogName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * The SQL of who is there. Only a node itself writes its rows; others remove them once it is dead.
 * A sign of life from the future is as old as it is far off: the clock was put back since, and who
 * lives gives another soon.
 *
 * @param node this node
 * @param lease how long a node counts as alive after its last sign of life
 */
record PresenceTable(String node, Duration lease) {

  /** The dead are kept for some leases: one that only stood still need not write all anew. */
  private static final int LEASES_UNTIL_FORGOTTEN = 6;

  private static final String SIGN =
      """
      insert into node (id, seen_at) values (?, clock_timestamp())
      on conflict (id) do update set seen_at = excluded.seen_at
      returning xmax = 0
      """;

  private static final String FORGET_THE_DEAD =
      """
      delete from node where id in (
        select id from node
        where abs(extract(epoch from clock_timestamp() - seen_at)) * 1000 > ?
        for update skip locked)
      """;

  private static final String WRITE =
      """
      insert into presence (node_id, log_kind, log_id, sessions)
      select ?, l.kind, l.id, l.sessions
      from unnest(?::text[], ?::text[], ?::int[]) as l(kind, id, sessions)
      on conflict (log_kind, log_id, node_id) do update set sessions = excluded.sessions
      """;

  private static final String REMOVE =
      """
      delete from presence p
      using unnest(?::text[], ?::text[]) as l(kind, id)
      where p.node_id = ? and p.log_kind = l.kind and p.log_id = l.id
      """;

  private static final String ELSEWHERE =
      """
      select coalesce(sum(p.sessions), 0)
      from presence p join node n on n.id = p.node_id
      where p.log_kind = ? and p.log_id = ? and p.node_id <> ?
        and abs(extract(epoch from clock_timestamp() - n.seen_at)) * 1000 < ?
      """;

  /** Gives a sign of life; true where nobody knew of this node, and so of nothing that it wrote. */
  boolean sign(Connection transaction) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(SIGN)) {
      statement.setString(1, node);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Removes nodes that are long dead, with what they wrote. */
  int forgetTheDead(Connection transaction) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(FORGET_THE_DEAD)) {
      statement.setLong(1, LEASES_UNTIL_FORGOTTEN * lease.toMillis());
      return statement.executeUpdate();
    }
  }

  /** Removes this node, with what it wrote. */
  int leave(Connection transaction) throws SQLException {
    try (PreparedStatement statement =
        transaction.prepareStatement("delete from node where id = ?")) {
      statement.setString(1, node);
      return statement.executeUpdate();
    }
  }

  /** Writes how many sessions there are of these logs here. */
  int write(Connection transaction, List<LogName> logs, ToIntFunction<LogName> count)
      throws SQLException {
    List<LogName> present = new ArrayList<>();
    List<Integer> sessions = new ArrayList<>();
    List<LogName> absent = new ArrayList<>();
    for (LogName log : logs) {
      int here = count.applyAsInt(log);
      if (here > 0) {
        present.add(log);
        sessions.add(here);
      } else {
        absent.add(log);
      }
    }
    try (PreparedStatement write = transaction.prepareStatement(WRITE);
        PreparedStatement remove = transaction.prepareStatement(REMOVE)) {
      write.setString(1, node);
      setLogs(write, 2, present);
      write.setArray(4, transaction.createArrayOf("int", sessions.toArray()));
      setLogs(remove, 1, absent);
      remove.setString(3, node);
      return write.executeUpdate() + remove.executeUpdate();
    }
  }

  /** How many sessions of the log the other living nodes have. */
  int elsewhere(Connection connection, LogName log) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ELSEWHERE)) {
      statement.setString(1, kind(log));
      statement.setString(2, log.id());
      statement.setString(3, node);
      statement.setLong(4, lease.toMillis());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  private static void setLogs(PreparedStatement statement, int at, List<LogName> logs)
      throws SQLException {
    Connection connection = statement.getConnection();
    Object[] kinds = logs.stream().map(PresenceTable::kind).toArray();
    Object[] ids = logs.stream().map(LogName::id).toArray();
    statement.setArray(at, connection.createArrayOf("text", kinds));
    statement.setArray(at + 1, connection.createArrayOf("text", ids));
  }

  private static String kind(LogName log) {
    return log.kind().name().toLowerCase(Locale.ROOT);
  }
}
