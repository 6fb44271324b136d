package dev.ringside.room;

import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/** Removes the messages of rooms that are no more, a portion at a time. */
@ApplicationScoped
class LostMessages implements Chore {

  private static final int PORTION = 1_000;

  private static final String NEXT =
      "select no from room_gone order by no limit 1 for update skip locked";

  private static final String REMOVE =
      """
      delete from message where room = ? and id in (select id from message where room = ? limit ?)
      """;

  private static final String DONE = "delete from room_gone where no = ?";

  private final Transactions transactions;

  @Inject
  LostMessages(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public String name() {
    return "lost messages";
  }

  @Override
  public String due() {
    return "exists (select from room_gone)";
  }

  @Override
  public boolean work() {
    return transactions.run(LostMessages::removeSome);
  }

  private static boolean removeSome(Connection transaction) throws SQLException {
    Optional<Long> room;
    try (PreparedStatement next = transaction.prepareStatement(NEXT)) {
      room = Rows.first(next, row -> row.getLong(1));
    }
    if (room.isEmpty()) {
      return false;
    }
    try (PreparedStatement remove = transaction.prepareStatement(REMOVE);
        PreparedStatement done = transaction.prepareStatement(DONE)) {
      remove.setLong(1, room.get());
      remove.setLong(2, room.get());
      remove.setInt(3, PORTION);
      if (remove.executeUpdate() < PORTION) {
        done.setLong(1, room.get());
        done.executeUpdate();
      }
      return true;
    }
  }
}
