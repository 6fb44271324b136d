package dev.ringside.room;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Removes the traces of deleted messages that are old enough, and moves their rooms' {@code
 * compacted} up to the newest revision among them, in one transaction under the rooms' locks:
 * whoever stands below has missed a delete that nobody can tell any more, and takes a snapshot.
 */
@ApplicationScoped
class MessageTraces implements Chore {

  private static final int PORTION = 500;

  private final Transactions transactions;
  private final String old;

  /** Rooms that somebody is writing to are passed by: their traces will be there again. */
  private final String remove;

  @Inject
  MessageTraces(RingsideConfig config, Transactions transactions) {
    this.transactions = transactions;
    Duration kept = config.retention().tombstone();
    this.old = "deleted_at <= clock_timestamp() - interval '" + kept.toMillis() + " milliseconds'";
    this.remove =
        """
        with old as (
          select m.room, m.id, m.revision from message m where m.%s
          order by m.deleted_at limit ?),
        held as (
          select r.no from room r where r.no in (select room from old)
          order by r.id for update skip locked),
        gone as (
          delete from message m using old, held
          where held.no = old.room and m.room = old.room and m.id = old.id
          returning m.room, m.revision),
        moved as (
          update room r set compacted = greatest(r.compacted, g.revision)
          from (select room, max(revision) as revision from gone group by room) g
          where r.no = g.room)
        select count(*) from gone
        """
            .formatted(old);
  }

  @Override
  public String name() {
    return "message traces";
  }

  @Override
  public String due() {
    return "exists (select from message where " + old + ")";
  }

  @Override
  public boolean work() {
    return transactions.run(this::remove) == PORTION;
  }

  private long remove(Connection transaction) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(remove)) {
      statement.setInt(1, PORTION);
      return Rows.number(statement);
    }
  }
}
