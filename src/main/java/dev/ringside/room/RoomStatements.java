package dev.ringside.room;

import dev.ringside.persistence.ArrayColumns;
import dev.ringside.persistence.RowTime;
import dev.ringside.persistence.Rows;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of the writer, a method for each statement. Every one takes arrays, so a batch costs as
 * many round trips as a single operation.
 */
final class RoomStatements {

  /** A locked room, and the time by the database's clock. */
  record Head(Room room, @Nullable Instant sweepAt, Instant now) {}

  /** A user and a room, by their names in the tables. */
  record Key(long room, String user) {}

  /** What is known of a user in a room: null where that is no member. */
  record Known(Key key, @Nullable Member member, boolean banned) {}

  /** What one operation looks for among messages. */
  record Wanted(long room, @Nullable String user, String id) {}

  /** The columns of {@code room r} and {@code generation g}, as {@link #room} reads them. */
  static final String COLUMNS =
      """
      r.no, r.id, r.name, r.open, r.ephemeral, r.guests, r.direct, r.retention_seconds, r.owner,
      r.created_at, r.epoch || g.name, r.revision, r.members, r.messages\
      """;

  private static final int COLUMN_COUNT = 14;

  private static final String LOCK =
      "select "
          + COLUMNS
          + """
          , r.sweep_at, clock_timestamp()
          from room r, generation g
          where r.id = any(?)
          order by r.id
          for update of r\
          """;

  private static final String LOCK_PASSING = LOCK + " skip locked";

  private static final String EXISTING = "select id from room where id = any(?)";

  private static final String KNOWN =
      """
      select w.room, w.user_id, m.name, m.guest, m.visiting, m.joined_at, m.away_since,
             b.user_id is not null
      from unnest(?::bigint[], ?::text[]) as w(room, user_id)
      left join member m on m.room = w.room and m.user_id = w.user_id
      left join ban b on b.room = w.room and b.user_id = w.user_id
      """;

  private static final String BY_ID =
      "select w.room, "
          + MessageRow.COLUMNS
          + """

          from unnest(?::bigint[], ?::text[]) as w(room, id)
          join message m on m.room = w.room and m.id = w.id
          """;

  private static final String BY_CLIENT_ID =
      "select w.room, "
          + MessageRow.COLUMNS
          + """

          from unnest(?::bigint[], ?::text[], ?::text[]) as w(room, user_id, id)
          join message m
            on m.room = w.room and m.user_id = w.user_id and m.client_id = w.id
          """;

  private static final String OLDEST =
      "select "
          + MessageRow.COLUMNS
          + """

          from message m
          where m.room = ? and m.deleted_at is null and m.said <= ?
          order by m.said limit ?
          """;

  /** Of a room that anybody may enter, whoever is known here may be called there. */
  private static final String RINGABLE =
      """
      select w.room, w.user_id
      from unnest(?::bigint[], ?::text[], ?::boolean[]) as w(room, user_id, open)
      where exists (select from member m
                    where m.room = w.room and m.user_id = w.user_id and not m.guest)
         or (w.open
             and not exists (select from ban b where b.room = w.room and b.user_id = w.user_id)
             and (exists (select from inbox i where i.user_id = w.user_id)
                  or exists (select from visitor v where v.user_id = w.user_id)))
      """;

  private static final String INSERT =
      """
      insert into message (room, id, revision, said, kind, user_id, name, content, client_id,
                           created_at, edited_at, deleted_at)
      select r.* from \
      """
          + MessageRow.UNNESTED;

  private static final String REWRITE =
      """
      update message m
      set revision = r.revision, name = r.name, content = r.content, edited_at = r.edited_at,
          deleted_at = r.deleted_at
      from \
      """
          + MessageRow.UNNESTED
          + " where m.room = r.room and m.id = r.id";

  private static final String PUT_MEMBERS =
      """
      insert into member (room, user_id, name, guest, visiting, joined_at, away_since)
      select u.room, u.user_id, u.name, u.guest, u.visiting,
             timestamptz 'epoch' + u.joined_at * interval '1 millisecond',
             timestamptz 'epoch' + u.away_since * interval '1 millisecond'
      from unnest(?::bigint[], ?::text[], ?::text[], ?::boolean[], ?::boolean[], ?::bigint[],
                  ?::bigint[])
           as u(room, user_id, name, guest, visiting, joined_at, away_since)
      on conflict (room, user_id) do update
      set name = excluded.name, visiting = excluded.visiting, away_since = excluded.away_since
      """;

  private static final String PUT_BANS =
      """
      insert into ban (room, user_id, banned_at)
      select u.room, u.user_id, clock_timestamp()
      from unnest(?::bigint[], ?::text[]) as u(room, user_id)
      on conflict do nothing
      """;

  private static final String REMOVE =
      """
      delete from %s t using unnest(?::bigint[], ?::text[]) as u(room, user_id)
      where t.room = u.room and t.user_id = u.user_id
      """;

  private static final String ADVANCE =
      """
      update room r set revision = u.revision, messages = u.messages, members = u.members,
        sweep_at = timestamptz 'epoch' + u.sweep_at * interval '1 millisecond'
      from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
           as u(no, revision, messages, members, sweep_at)
      where r.no = u.no
      """;

  /** What it leaves of messages is for {@link LostMessages}. */
  private static final String DELETE =
      """
      with gone as (delete from room where no = any(?) returning no)
      insert into room_gone (no) select no from gone
      """;

  private final Connection transaction;

  RoomStatements(Connection transaction) {
    this.transaction = transaction;
  }

  /** Locks the rooms that there are, sorted by id so that no two writers deadlock. */
  List<Head> lock(Collection<String> rooms, boolean passing) throws SQLException {
    try (PreparedStatement statement =
        transaction.prepareStatement(passing ? LOCK_PASSING : LOCK)) {
      statement.setArray(1, array("text", rooms.toArray()));
      return Rows.all(statement, RoomStatements::head);
    }
  }

  /** Those of these rooms that there are, locked or not. */
  Set<String> existing(Collection<String> rooms) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(EXISTING)) {
      statement.setArray(1, array("text", rooms.toArray()));
      return Set.copyOf(Rows.texts(statement));
    }
  }

  private static Head head(ResultSet row) throws SQLException {
    Instant now = row.getObject(COLUMN_COUNT + 2, OffsetDateTime.class).toInstant();
    return new Head(
        room(row), RowTime.read(row, COLUMN_COUNT + 1), now.truncatedTo(ChronoUnit.MILLIS));
  }

  /** Reads a row that begins with {@link #COLUMNS}. */
  static Room room(ResultSet row) throws SQLException {
    long retention = row.getLong(8);
    boolean forEver = row.wasNull();
    return new Room(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        row.getBoolean(5),
        row.getBoolean(6),
        row.getBoolean(7),
        forEver ? null : retention,
        row.getString(9),
        Objects.requireNonNull(RowTime.read(row, 10)),
        row.getString(11),
        row.getLong(12),
        row.getLong(13),
        row.getLong(14));
  }

  /** What is known of these users in these rooms. */
  List<Known> known(Collection<Key> keys) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(KNOWN)) {
      bind(statement, 1, keys);
      return Rows.all(statement, RoomStatements::known);
    }
  }

  private static Known known(ResultSet row) throws SQLException {
    Key key = new Key(row.getLong(1), row.getString(2));
    String name = row.getString(3);
    Member member =
        name == null
            ? null
            : new Member(
                new Participant(key.user(), name, row.getBoolean(4)),
                row.getBoolean(5),
                Objects.requireNonNull(RowTime.read(row, 6)),
                RowTime.read(row, 7));
    return new Known(key, member, row.getBoolean(8));
  }

  /** The messages, deleted ones too, with these ids. */
  List<MessageRow.Write> byId(List<Wanted> wanted) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(BY_ID)) {
      statement.setArray(1, array("bigint", wanted.stream().map(Wanted::room).toArray()));
      statement.setArray(2, array("text", wanted.stream().map(Wanted::id).toArray()));
      return Rows.all(statement, RoomStatements::found);
    }
  }

  /** The messages, deleted ones too, that these users have said under these names of their own. */
  List<MessageRow.Write> byClientId(List<Wanted> wanted) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(BY_CLIENT_ID)) {
      statement.setArray(1, array("bigint", wanted.stream().map(Wanted::room).toArray()));
      statement.setArray(2, array("text", wanted.stream().map(Wanted::user).toArray()));
      statement.setArray(3, array("text", wanted.stream().map(Wanted::id).toArray()));
      return Rows.all(statement, RoomStatements::found);
    }
  }

  private static MessageRow.Write found(ResultSet row) throws SQLException {
    return new MessageRow.Write(row.getLong(1), MessageRow.read(row, "", 2));
  }

  /** The oldest messages that were said up to a revision. */
  List<Message> oldest(Room room, long through, int limit) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(OLDEST)) {
      statement.setLong(1, room.no());
      statement.setLong(2, through);
      statement.setInt(3, limit);
      return Rows.all(statement, row -> MessageRow.read(row, room.id(), 1));
    }
  }

  /** Those of these users whose inboxes a message in the room may ring. */
  Set<Key> ringable(List<Key> keys, List<Boolean> open) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(RINGABLE)) {
      bind(statement, 1, keys);
      statement.setArray(3, array("boolean", open.toArray()));
      return new HashSet<>(Rows.all(statement, row -> new Key(row.getLong(1), row.getString(2))));
    }
  }

  void rewrite(List<MessageRow.Write> rows, Instant now) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = transaction.prepareStatement(REWRITE)) {
      MessageRow.bind(statement, 1, rows, now);
      statement.executeUpdate();
    }
  }

  void putMembers(List<RoomState.Seated> members) throws SQLException {
    if (members.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = transaction.prepareStatement(PUT_MEMBERS)) {
      var columns = new ArrayColumns<RoomState.Seated>(statement, 1, members);
      columns.add("bigint", RoomState.Seated::room);
      columns.add("text", each -> each.member().who().user());
      columns.add("text", each -> each.member().who().name());
      columns.add("boolean", each -> each.member().who().guest());
      columns.add("boolean", each -> each.member().visiting());
      columns.add("bigint", each -> each.member().joinedAt().toEpochMilli());
      columns.add("bigint", each -> RowTime.millis(each.member().awaySince()));
      statement.executeUpdate();
    }
  }

  void removeMembers(List<Key> keys) throws SQLException {
    change(REMOVE.formatted("member"), keys);
  }

  void putBans(List<Key> keys) throws SQLException {
    change(PUT_BANS, keys);
  }

  void removeBans(List<Key> keys) throws SQLException {
    change(REMOVE.formatted("ban"), keys);
  }

  private void change(String sql, List<Key> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = transaction.prepareStatement(sql)) {
      bind(statement, 1, keys);
      statement.executeUpdate();
    }
  }

  /** Inserts messages, and moves rooms on to where their states have ended, in one round trip. */
  void insertAndAdvance(List<MessageRow.Write> rows, Instant now, List<RoomState> states)
      throws SQLException {
    String insert = rows.isEmpty() ? "" : INSERT + ";\n";
    try (PreparedStatement statement = transaction.prepareStatement(insert + ADVANCE)) {
      int next = 1;
      if (!rows.isEmpty()) {
        MessageRow.bind(statement, 1, rows, now);
        next += MessageRow.WIDTH;
      }
      var columns = new ArrayColumns<RoomState>(statement, next, states);
      columns.add("bigint", each -> each.room().no());
      columns.add("bigint", RoomState::revision);
      columns.add("bigint", RoomState::messages);
      columns.add("bigint", RoomState::members);
      columns.add("bigint", each -> RowTime.millis(each.sweepAt()));
      statement.execute();
    }
  }

  /** Removes rooms. */
  void delete(List<Long> rooms) throws SQLException {
    if (rooms.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = transaction.prepareStatement(DELETE)) {
      statement.setArray(1, array("bigint", rooms.toArray()));
      statement.executeUpdate();
    }
  }

  private void bind(PreparedStatement statement, int at, Collection<Key> keys) throws SQLException {
    statement.setArray(at, array("bigint", keys.stream().map(Key::room).toArray()));
    statement.setArray(at + 1, array("text", keys.stream().map(Key::user).toArray()));
  }

  private Array array(String type, @Nullable Object[] values) throws SQLException {
    return transaction.createArrayOf(type, values);
  }
}
