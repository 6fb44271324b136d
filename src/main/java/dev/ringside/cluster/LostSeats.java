package dev.ringside.cluster;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.Seat;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Transactions;
import dev.ringside.room.Attendance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Clears the seats of nodes that have died, so that who sat there is seen to be away. */
@ApplicationScoped
class LostSeats implements Chore {

  private static final int PORTION = 1_000;

  private final Transactions transactions;
  private final Attendance attendance;
  private final SeatTable seats;

  @Inject
  LostSeats(RingsideConfig config, Transactions transactions, Attendance attendance) {
    this.transactions = transactions;
    this.attendance = attendance;
    this.seats = new SeatTable("", config.cluster().lease());
  }

  @Override
  public String name() {
    return "lost seats";
  }

  @Override
  public String due() {
    return seats.isAnyDead();
  }

  @Override
  public boolean work() {
    List<Seat> lost = transactions.run(transaction -> seats.clearDead(transaction, PORTION));
    attendance.look(lost);
    return lost.size() == PORTION;
  }
}
