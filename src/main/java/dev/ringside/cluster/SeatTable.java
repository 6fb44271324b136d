package dev.ringside.cluster;

import dev.ringside.log.Seat;
import dev.ringside.persistence.Rows;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The SQL of who is in which room. Only a node itself writes its rows; others remove them once it
 * is dead.
 *
 * @param node this node
 * @param lease how long a node counts as alive after its last sign of life
 */
record SeatTable(String node, Duration lease) {

  private static final String TAKE =
      """
      insert into seat (room, user_id, node_id)
      select w.room, w.user_id, ? from unnest(?::text[], ?::text[]) as w(room, user_id)
      on conflict do nothing
      """;

  private static final String LEAVE =
      """
      delete from seat s using unnest(?::text[], ?::text[]) as w(room, user_id)
      where s.room = w.room and s.user_id = w.user_id and s.node_id = ?
      """;

  private static final String ELSEWHERE =
      """
      select distinct s.room, s.user_id from seat s join node n on n.id = s.node_id
      where s.room = any(?) and s.node_id <> ?
        and abs(extract(epoch from clock_timestamp() - n.seen_at)) * 1000 < ?
      """;

  private static final String CLEAR =
      """
      delete from seat where ctid = any(array(
        select s.ctid from seat s join node n on n.id = s.node_id
        where abs(extract(epoch from clock_timestamp() - n.seen_at)) * 1000 >= ?
        limit ? for update of s skip locked))
      returning room, user_id
      """;

  /** Writes which seats are taken here, and which are not any more. */
  void write(Connection transaction, Collection<Seat> taken, Collection<Seat> left)
      throws SQLException {
    if (!taken.isEmpty()) {
      try (PreparedStatement take = transaction.prepareStatement(TAKE)) {
        take.setString(1, node);
        bind(take, 2, taken);
        take.executeUpdate();
      }
    }
    if (!left.isEmpty()) {
      try (PreparedStatement leave = transaction.prepareStatement(LEAVE)) {
        bind(leave, 1, left);
        leave.setString(3, node);
        leave.executeUpdate();
      }
    }
  }

  /** Who is in these rooms on other nodes that live. */
  Set<Seat> elsewhere(Connection connection, Collection<String> rooms) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ELSEWHERE)) {
      select.setArray(1, connection.createArrayOf("text", rooms.toArray()));
      select.setString(2, node);
      select.setLong(3, lease.toMillis());
      return Set.copyOf(Rows.all(select, row -> new Seat(row.getString(1), row.getString(2))));
    }
  }

  /** A condition that holds where a node has died that had users in rooms. */
  String isAnyDead() {
    return """
    exists (select from seat s join node n on n.id = s.node_id
            where abs(extract(epoch from clock_timestamp() - n.seen_at)) * 1000 >= %d)
    """
        .formatted(lease.toMillis());
  }

  /** Removes seats of nodes that have died, {@code most} at most, and names them. */
  List<Seat> clearDead(Connection transaction, int most) throws SQLException {
    try (PreparedStatement clear = transaction.prepareStatement(CLEAR)) {
      clear.setLong(1, lease.toMillis());
      clear.setInt(2, most);
      return Rows.all(clear, row -> new Seat(row.getString(1), row.getString(2)));
    }
  }

  private static void bind(PreparedStatement statement, int at, Collection<Seat> seats)
      throws SQLException {
    Connection connection = statement.getConnection();
    Array rooms = connection.createArrayOf("text", seats.stream().map(Seat::room).toArray());
    Array users = connection.createArrayOf("text", seats.stream().map(Seat::user).toArray());
    statement.setArray(at, rooms);
    statement.setArray(at + 1, users);
  }
}
