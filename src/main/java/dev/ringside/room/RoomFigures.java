package dev.ringside.room;

import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** How much there is of rooms, and how much happens. Stateless, safe for any thread; blocks. */
@ApplicationScoped
public class RoomFigures {

  private static final String IN_ALL =
      """
      select count(*), coalesce(sum(members), 0), coalesce(sum(messages), 0),
             (select count(*) from message m
              where m.created_at > clock_timestamp() - interval '1 minute'
                and m.kind in ('chat', 'notice'))
      from room
      """;

  /** The last ones are looked at alone, in the order of the index, as far back as that reaches. */
  private static final String OF_ONE =
      """
      select count(*) filter (where m.created_at > clock_timestamp() - interval '1 minute'),
             count(*) filter (where m.created_at > clock_timestamp() - interval '1 hour')
      from (select created_at, kind from message
            where room = ? and deleted_at is null order by said desc limit 10000) m
      where m.kind in ('chat', 'notice')
      """;

  private final Transactions transactions;
  private final Members members;

  @Inject
  RoomFigures(Transactions transactions, Members members) {
    this.transactions = transactions;
    this.members = members;
  }

  /**
   * Of all rooms.
   *
   * @param rooms how many there are
   * @param members memberships in them
   * @param messages that they keep
   * @param messagesLastMinute that were said within a minute
   */
  public record InAll(long rooms, long members, long messages, long messagesLastMinute) {}

  /**
   * Of one room.
   *
   * @param members how many there are
   * @param online how many users are there
   * @param messages that it keeps
   * @param messagesLastMinute that were said within a minute
   * @param messagesLastHour that were said within an hour, of the last ten thousand
   */
  public record OfOne(
      long members, long online, long messages, long messagesLastMinute, long messagesLastHour) {}

  /** Those of all rooms. */
  public InAll inAll() {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(IN_ALL)) {
            return Rows.first(select, RoomFigures::inAll).orElseThrow();
          }
        });
  }

  private static InAll inAll(ResultSet row) throws SQLException {
    return new InAll(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
  }

  /** Those of one room. */
  OfOne ofOne(Room room) {
    Members.Present present =
        members.of(List.of(room.id()), 0).getOrDefault(room.id(), Members.Present.NOBODY);
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(OF_ONE)) {
            select.setLong(1, room.no());
            return Rows.first(
                    select,
                    row ->
                        new OfOne(
                            present.count(),
                            present.online(),
                            room.messages(),
                            row.getLong(1),
                            row.getLong(2)))
                .orElseThrow();
          }
        });
  }
}
