package dev.ringside.room;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.Seat;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends the memberships of those who came by themselves and have been away for longer than a reload
 * takes. Who turns out to be there stays. Any node does it; the condition is looked at again under
 * the room's lock.
 */
@ApplicationScoped
class AwayMembers implements Chore {

  private static final int PORTION = 200;

  private static final String LONG_AWAY =
      """
      select r.id, m.user_id from member m join room r on r.no = m.room
      where m.away_since <= clock_timestamp() - ? * interval '1 millisecond'
      order by m.away_since limit ?
      """;

  private final Transactions transactions;
  private final Attendance attendance;
  private final RoomService service;
  private final Duration grace;

  @Inject
  AwayMembers(
      RingsideConfig config,
      Transactions transactions,
      Attendance attendance,
      RoomService service) {
    this.transactions = transactions;
    this.attendance = attendance;
    this.service = service;
    this.grace = config.rooms().grace();
  }

  @Override
  public String name() {
    return "away members";
  }

  @Override
  public String due() {
    return "exists (select from member where away_since <= clock_timestamp() - interval '"
        + grace.toMillis()
        + " milliseconds')";
  }

  @Override
  public boolean work() {
    List<RoomOperation> operations = transactions.read(this::operations);
    RoomChores.perform(service, operations);
    return operations.size() == PORTION;
  }

  private List<RoomOperation> operations(Connection connection) throws SQLException {
    List<Seat> away;
    try (PreparedStatement select = connection.prepareStatement(LONG_AWAY)) {
      select.setLong(1, grace.toMillis());
      select.setInt(2, PORTION);
      away = Rows.all(select, row -> new Seat(row.getString(1), row.getString(2)));
    }
    Set<String> rooms = away.stream().map(Seat::room).collect(Collectors.toSet());
    Set<Seat> present = rooms.isEmpty() ? Set.of() : attendance.present(connection, rooms);
    List<RoomOperation> operations = new ArrayList<>();
    for (Seat each : away) {
      operations.add(
          present.contains(each)
              ? new RoomOperation.Back(each.room(), each.user())
              : new RoomOperation.Lapse(each.room(), each.user(), grace));
    }
    return operations;
  }
}
