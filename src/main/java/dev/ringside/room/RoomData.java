package dev.ringside.room;

import dev.ringside.identity.Export;
import dev.ringside.identity.PersonalData;
import dev.ringside.identity.UserId;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Signal;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What rooms keep of a person. Erased is what that person has said and where the person is a
 * member; a direct room goes as a whole, since its id names the person. What others have said stays
 * theirs, whomever they mention. Stateless, safe for any thread; blocks.
 */
@ApplicationScoped
class RoomData implements PersonalData {

  private static final int PAGE = 500;

  /** The rooms concerned, locked in the order in which the writer locks them. */
  private static final String LOCK =
      """
      select r.id, r.direct, r.epoch || g.name from room r, generation g
      where r.no in (select m.room from member m where m.user_id = ?
                     union select m.room from message m where m.user_id = ?
                     union select b.room from ban b where b.user_id = ?)
         or r.owner = ?
      order by r.id
      for update of r
      """;

  private static final String[] ERASE = {
    """
    with gone as (
      delete from room where direct and no in (select room from member where user_id = ?)
      returning no)
    insert into room_gone (no) select no from gone
    """,
    """
    with mine as (
      select m.room, m.id, row_number() over (partition by m.room order by m.said) as place
      from message m where m.user_id = ? and m.deleted_at is null),
    scrubbed as (
      update message m
      set revision = r.revision + mine.place, deleted_at = clock_timestamp(), name = null,
          content = null, edited_at = null
      from mine join room r on r.no = mine.room
      where m.room = mine.room and m.id = mine.id
      returning m.room)
    update room r set revision = r.revision + s.count, messages = r.messages - s.count
    from (select room, count(*) as count from scrubbed group by room) s
    where r.no = s.room
    """,
    "update message set user_id = null, client_id = null, name = null where user_id = ?",
    """
    with gone as (delete from member where user_id = ? returning room)
    update room r set members = r.members - 1 from gone where r.no = gone.room
    """,
    """
    with gone as (
      delete from room where ephemeral and members = 0 and revision > 0 and ? <> '' returning no)
    insert into room_gone (no) select no from gone
    """,
    "delete from ban where user_id = ?",
    "update room set owner = null where owner = ?",
    "delete from seat where user_id = ?"
  };

  private static final String MEMBERSHIPS =
      """
      select r.id, r.name, m.name, m.joined_at from member m join room r on r.no = m.room
      where m.user_id = ? order by r.id
      """;

  private static final String OWNED = "select id from room where owner = ? order by id";

  private static final String BANS =
      "select r.id from ban b join room r on r.no = b.room where b.user_id = ? order by r.id";

  private static final String MESSAGES =
      "select r.no, r.id, "
          + MessageRow.COLUMNS
          + """

          from message m join room r on r.no = m.room
          where m.user_id = ? and (m.room, m.id) > (?, ?) and m.deleted_at is null
          order by m.room, m.id limit ?
          """;

  private final Transactions transactions;

  @Inject
  RoomData(Transactions transactions) {
    this.transactions = transactions;
  }

  private record Membership(String room, String roomName, String name, Instant joinedAt) {}

  private record Said(long room, Message message) {}

  @Override
  public List<Signal> endings(Connection transaction, UserId user) throws SQLException {
    List<Signal> endings = new ArrayList<>();
    try (PreparedStatement lock = transaction.prepareStatement(LOCK)) {
      for (int i = 1; i <= 4; i++) {
        lock.setString(i, user.value());
      }
      try (ResultSet row = lock.executeQuery()) {
        while (row.next()) {
          LogName log = LogName.room(row.getString(1));
          if (row.getBoolean(2)) {
            endings.add(new Signal.Erased(log, row.getString(3)));
          } else {
            endings.add(new Signal.Removed(log, user.value(), "removed", Position.NONE));
            endings.add(new Signal.Suspect(log));
            endings.add(new Signal.Present(log));
          }
        }
      }
    }
    return endings;
  }

  @Override
  public void erase(Connection transaction, UserId user) throws SQLException {
    for (String each : ERASE) {
      try (PreparedStatement statement = transaction.prepareStatement(each)) {
        statement.setString(1, user.value());
        statement.executeUpdate();
      }
    }
  }

  @Override
  public void export(UserId user, Export to) throws IOException {
    for (Membership each : all(MEMBERSHIPS, user, RoomData::membership)) {
      to.line(
          "membership",
          json -> {
            json.writeStartObject();
            json.writeStringField("room", each.room());
            json.writeStringField("roomName", each.roomName());
            json.writeStringField("name", each.name());
            json.writeStringField("joinedAt", Json.time(each.joinedAt()));
            json.writeEndObject();
          });
    }
    for (String room : all(OWNED, user, row -> row.getString(1))) {
      to.line("roomOwned", json -> json.writeString(room));
    }
    for (String room : all(BANS, user, row -> row.getString(1))) {
      to.line("roomBanned", json -> json.writeString(room));
    }
    messages(user, to);
  }

  private <T> List<T> all(String sql, UserId user, Rows.Reader<T> reader) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, user.value());
            return Rows.all(select, reader);
          }
        });
  }

  private static Membership membership(ResultSet row) throws SQLException {
    return new Membership(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getObject(4, OffsetDateTime.class).toInstant());
  }

  private void messages(UserId user, Export to) throws IOException {
    long room = 0;
    String id = "";
    List<Said> page = page(user, room, id);
    while (!page.isEmpty()) {
      for (Said each : page) {
        to.line("message", json -> MessageJson.write(json, each.message()));
      }
      to.flush();
      room = page.getLast().room();
      id = page.getLast().message().id();
      page = page(user, room, id);
    }
  }

  private List<Said> page(UserId user, long room, String id) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(MESSAGES)) {
            select.setString(1, user.value());
            select.setLong(2, room);
            select.setString(3, id);
            select.setInt(4, PAGE);
            return Rows.all(
                select, row -> new Said(row.getLong(1), MessageRow.read(row, row.getString(2), 3)));
          }
        });
  }
}
