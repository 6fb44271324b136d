package dev.ringside.room;

import dev.ringside.identity.UserId;
import dev.ringside.inbox.FreshId;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rooms as such: made, found, changed, removed. Stateless, safe for any thread; blocks. */
@ApplicationScoped
class RoomTable {

  private static final String MAKE =
      """
      insert into room (id, name, open, ephemeral, guests, direct, retention_seconds, owner,
                        created_at, epoch, members)
      values (?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp(), ?, ?)
      on conflict (id) do nothing
      """;

  private static final String ADMIT =
      """
      insert into member (room, user_id, name, guest, visiting, joined_at)
      select r.no, u.user_id, u.user_id, false, false, clock_timestamp()
      from room r, unnest(?::text[]) as u(user_id) where r.id = ?
      """;

  private static final String FIND =
      "select " + RoomStatements.COLUMNS + " from room r, generation g where r.id = ?";

  private static final String ALL =
      "select "
          + RoomStatements.COLUMNS
          + " from room r, generation g where r.id > ? order by r.id limit ?";

  private static final String OF_USER =
      "select "
          + RoomStatements.COLUMNS
          + """
           from generation g, room r
          where (r.no in (select m.room from member m where m.user_id = ?) or r.owner = ?)
            and r.id > ? order by r.id limit ?
          """;

  private static final String CHANGE =
      """
      update room set
        name = coalesce(?, name), open = coalesce(?, open), guests = coalesce(?, guests),
        retention_seconds = case when ?::bigint is null then retention_seconds
                                 else nullif(?::bigint, 0) end,
        sweep_at = case when ?::bigint is null then sweep_at
                        when ?::bigint = 0 then null else clock_timestamp() end
      where no = ?
      """;

  /** Who is in a room that is closed is a member like any other. */
  private static final String KEEP =
      "update member set visiting = false, away_since = null where room = ?";

  private static final String GUESTS = "select user_id from member where room = ? and guest";

  private static final String STANDING =
      """
      select m.user_id is not null, b.user_id is not null
      from (select ?::bigint as room, ?::text as user_id) w
      left join member m on m.room = w.room and m.user_id = w.user_id
      left join ban b on b.room = w.room and b.user_id = w.user_id
      """;

  private final Transactions transactions;

  @Inject
  RoomTable(Transactions transactions) {
    this.transactions = transactions;
  }

  /** How a user stands to a room. */
  record Standing(boolean member, boolean banned) {}

  /** Makes a room; false where there is one of that id. */
  boolean make(RoomBody.Wish wish, @Nullable String owner) {
    return transactions.run(tx -> make(tx, wish, owner, List.of()));
  }

  private static boolean make(
      Connection transaction,
      RoomBody.Wish wish,
      @Nullable String owner,
      Collection<UserId> meeting)
      throws SQLException {
    try (PreparedStatement make = transaction.prepareStatement(MAKE)) {
      make.setString(1, wish.id());
      make.setString(2, wish.name());
      make.setBoolean(3, wish.open());
      make.setBoolean(4, wish.ephemeral());
      make.setBoolean(5, wish.guests());
      make.setBoolean(6, !meeting.isEmpty());
      make.setObject(7, wish.retentionSeconds(), Types.BIGINT);
      make.setString(8, owner);
      make.setString(9, epoch());
      make.setInt(10, meeting.size());
      return make.executeUpdate() == 1;
    }
  }

  /** Short, and another for each room that was ever made. */
  private static String epoch() {
    String id = FreshId.next().toString();
    return id.substring(id.length() - 8);
  }

  /**
   * Makes the direct room of these users, whose members they are.
   *
   * @return false where it was there: whoever asks first at the same moment has made it
   */
  boolean makeDirect(String id, String name, Collection<UserId> users) {
    var wish = new RoomBody.Wish(id, name, false, false, false, null);
    return transactions.run(
        transaction -> {
          boolean made = make(transaction, wish, null, users);
          if (made) {
            admit(transaction, id, users);
          }
          return made;
        });
  }

  private static void admit(Connection transaction, String id, Collection<UserId> users)
      throws SQLException {
    try (PreparedStatement admit = transaction.prepareStatement(ADMIT)) {
      Object[] names = users.stream().map(UserId::value).toArray();
      admit.setArray(1, transaction.createArrayOf("text", names));
      admit.setString(2, id);
      admit.executeUpdate();
    }
  }

  /** The room of an id. */
  Optional<Room> find(String id) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setString(1, id);
            return Rows.first(find, RoomStatements::room);
          }
        });
  }

  /** Rooms in the order of their ids, those after {@code after}. */
  List<Room> all(String after, int limit) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement all = connection.prepareStatement(ALL)) {
            all.setString(1, after);
            all.setInt(2, limit);
            return Rows.all(all, RoomStatements::room);
          }
        });
  }

  /** The rooms that a user is a member of or has made, in the order of their ids. */
  List<Room> ofUser(String user, String after, int limit) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement all = connection.prepareStatement(OF_USER)) {
            all.setString(1, user);
            all.setString(2, user);
            all.setString(3, after);
            all.setInt(4, limit);
            return Rows.all(all, RoomStatements::room);
          }
        });
  }

  /** How a user stands to a room. */
  Standing standing(Room room, String user) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(STANDING)) {
            select.setLong(1, room.no());
            select.setString(2, user);
            return Rows.first(select, row -> new Standing(row.getBoolean(1), row.getBoolean(2)))
                .orElseThrow();
          }
        });
  }

  /** Changes what is named. */
  void change(Room room, RoomPatch patch) {
    int _ =
        transactions.run(
            transaction -> {
              try (PreparedStatement change = transaction.prepareStatement(CHANGE)) {
                change.setString(1, patch.name());
                change.setObject(2, patch.open(), Types.BOOLEAN);
                change.setObject(3, patch.guests(), Types.BOOLEAN);
                for (int i = 4; i <= 7; i++) {
                  change.setObject(i, patch.retentionSeconds(), Types.BIGINT);
                }
                change.setLong(8, room.no());
                int changed = change.executeUpdate();
                if (Boolean.FALSE.equals(patch.open()) && !room.ephemeral()) {
                  keep(transaction, room);
                }
                return changed;
              }
            });
  }

  private static void keep(Connection transaction, Room room) throws SQLException {
    try (PreparedStatement keep = transaction.prepareStatement(KEEP)) {
      keep.setLong(1, room.no());
      keep.executeUpdate();
    }
  }

  /** Members who are guests. */
  List<String> guests(Room room) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(GUESTS)) {
            select.setLong(1, room.no());
            return Rows.texts(select);
          }
        });
  }

  /** Removes a room; its messages go a portion at a time. */
  void delete(Room room) {
    Object _ =
        transactions.run(
            transaction -> {
              new RoomStatements(transaction).delete(List.of(room.no()));
              return true;
            });
  }
}
