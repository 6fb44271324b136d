package dev.ringside.room;

import dev.ringside.log.Seat;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is in rooms, and who of them is there. Stateless, safe for any thread; blocks. */
@ApplicationScoped
public class Members {

  private static final String OF_ROOM =
      """
      select user_id, name, guest from member
      where room = ? and user_id > ? order by user_id limit ?
      """;

  private static final String OF_ROOMS =
      """
      select r.id, r.members, m.user_id, m.name, m.guest
      from unnest(?::text[]) as w(id) join room r on r.id = w.id
      left join lateral (
        select * from member m where m.room = r.no and r.members <= ? order by m.user_id limit ?
      ) m on true
      """;

  private static final String BANNED = "select user_id from ban where room = ? order by user_id";

  private final Transactions transactions;
  private final Attendance attendance;

  @Inject
  Members(Transactions transactions, Attendance attendance) {
    this.transactions = transactions;
    this.attendance = attendance;
  }

  /**
   * A member, on the wire.
   *
   * @param online whether a session of that user follows the room, on any node
   * @param guest whether it is a guest; left out where not
   */
  public record Shown(String user, String name, boolean online, @Nullable Boolean guest) {

    static Shown of(Participant who, boolean online) {
      return new Shown(who.user(), who.name(), online, who.guest() ? true : null);
    }
  }

  /**
   * Who is in a room.
   *
   * @param count how many members there are
   * @param online how many users are there
   * @param members all of them, by id; empty where they are too many to be told each time
   */
  public record Present(long count, long online, List<Shown> members) {

    /** A room without anybody. */
    public static final Present NOBODY = new Present(0, 0, List.of());
  }

  /** Members in the order of their ids, those after {@code after}. */
  List<Shown> page(Room room, String after, int limit) {
    return transactions.readInTime(
        connection -> {
          List<Participant> found;
          try (PreparedStatement select = connection.prepareStatement(OF_ROOM)) {
            select.setLong(1, room.no());
            select.setString(2, after);
            select.setInt(3, limit);
            found = Rows.all(select, row -> participant(row, 1));
          }
          Set<Seat> present = attendance.present(connection, List.of(room.id()));
          return found.stream().map(who -> shown(room.id(), who, present)).toList();
        });
  }

  /** Users who may not come into the room. */
  List<String> banned(Room room) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(BANNED)) {
            select.setLong(1, room.no());
            return Rows.texts(select);
          }
        });
  }

  /**
   * Who is in each of these rooms; rooms that are not there are left out.
   *
   * @param most up to how many members are named one by one
   */
  public Map<String, Present> of(List<String> rooms, int most) {
    return transactions.read(
        connection -> {
          Map<String, Long> counts = new HashMap<>();
          Map<String, List<Participant>> people = new HashMap<>();
          try (PreparedStatement select = connection.prepareStatement(OF_ROOMS)) {
            select.setArray(1, connection.createArrayOf("text", rooms.toArray()));
            select.setInt(2, most);
            select.setInt(3, most);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                String room = row.getString(1);
                counts.put(room, row.getLong(2));
                if (row.getString(3) != null) {
                  people.computeIfAbsent(room, _ -> new ArrayList<>()).add(participant(row, 3));
                }
              }
            }
          }
          Set<Seat> present = attendance.present(connection, rooms);
          Map<String, Long> online = new HashMap<>();
          present.forEach(seat -> online.merge(seat.room(), 1L, Long::sum));
          Map<String, Present> all = new HashMap<>();
          counts.forEach(
              (room, count) ->
                  all.put(
                      room,
                      new Present(
                          count,
                          online.getOrDefault(room, 0L),
                          people.getOrDefault(room, List.of()).stream()
                              .map(who -> shown(room, who, present))
                              .toList())));
          return all;
        });
  }

  private static Shown shown(String room, Participant who, Set<Seat> present) {
    return Shown.of(who, present.contains(new Seat(room, who.user())));
  }

  private static Participant participant(ResultSet row, int first) throws SQLException {
    return new Participant(
        row.getString(first), row.getString(first + 1), row.getBoolean(first + 2));
  }
}
