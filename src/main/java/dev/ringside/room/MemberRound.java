package dev.ringside.room;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.Broker;
import dev.ringside.log.LogName;
import dev.ringside.log.Seat;
import dev.ringside.log.Signal;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Goes round, now and then, over those who came by themselves into a room: whoever is nowhere is
 * away. So a member whose node has died, with nobody left to say so, goes too. Removes also rooms
 * that were to last as long as somebody is there, and into which nobody ever came.
 */
@ApplicationScoped
class MemberRound implements Chore {

  private static final int PORTION = 1_000;

  private static final String UNSEATED =
      """
      select m.room, r.id, m.user_id from member m join room r on r.no = m.room
      where m.visiting and m.away_since is null and (m.room, m.user_id) > (?, ?)
        and not exists (select from seat s where s.room = r.id and s.user_id = m.user_id)
      order by m.room, m.user_id limit ?
      """;

  private static final String REMOVE_EMPTY =
      """
      with gone as (
        delete from room r using generation g
        where r.ephemeral and r.members = 0
          and r.created_at < clock_timestamp() - ? * interval '1 millisecond'
        returning r.no, r.id, r.epoch || g.name as epoch),
      kept as (insert into room_gone (no) select no from gone)
      select id, epoch from gone
      """;

  private final Transactions transactions;
  private final Attendance attendance;
  private final RoomService service;
  private final Broker broker;
  private final RingsideConfig.Rooms settings;

  private record Place(long room, Seat seat) {}

  @Inject
  MemberRound(
      RingsideConfig config,
      Transactions transactions,
      Attendance attendance,
      RoomService service,
      Broker broker) {
    this.transactions = transactions;
    this.attendance = attendance;
    this.service = service;
    this.broker = broker;
    this.settings = config.rooms();
  }

  @Override
  public String name() {
    return "member round";
  }

  @Override
  public String due() {
    return NEVER_DUE;
  }

  @Override
  public Duration atLeastEvery() {
    return settings.round();
  }

  @Override
  public boolean work() {
    Place last = new Place(0, new Seat("", ""));
    List<Place> found;
    do {
      Place after = last;
      found = transactions.read(connection -> unseated(connection, after));
      RoomChores.perform(
          service,
          found.stream()
              .map(Place::seat)
              .filter(seat -> !attendance.isHere(seat))
              .map(seat -> new RoomOperation.Away(seat.room(), seat.user()))
              .toList());
      last = found.isEmpty() ? last : found.getLast();
    } while (found.size() == PORTION);
    transactions.run(this::removeEmpty).forEach(broker::signal);
    return false;
  }

  private static List<Place> unseated(Connection connection, Place after) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(UNSEATED)) {
      select.setLong(1, after.room());
      select.setString(2, after.seat().user());
      select.setInt(3, PORTION);
      return Rows.all(
          select, row -> new Place(row.getLong(1), new Seat(row.getString(2), row.getString(3))));
    }
  }

  private List<Signal> removeEmpty(Connection transaction) throws SQLException {
    try (PreparedStatement remove = transaction.prepareStatement(REMOVE_EMPTY)) {
      remove.setLong(1, settings.empty().toMillis());
      return Rows.all(
          remove, row -> new Signal.Erased(LogName.room(row.getString(1)), row.getString(2)));
    }
  }
}
