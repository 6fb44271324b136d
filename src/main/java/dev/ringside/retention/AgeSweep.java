package dev.ringside.retention;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Deletes what nothing has replaced for too long. There is no index by that time, which every
 * publish would pay for: ids begin with the time at which they were made, so it goes through the
 * primary key up to the oldest that may stay. For one thread.
 */
@ApplicationScoped
class AgeSweep implements Chore {

  /** Rows of the key that one query looks at. */
  private static final int STRIDE = 1_000;

  private static final UUID START = new UUID(0, 0);

  private static final String STRETCH =
      """
      select user_id, id, deleted_at is null and updated_at <= clock_timestamp() - ?::interval
      from notification
      where id > ?
        and id < rpad(
              lpad(to_hex((extract(epoch from now() - ?::interval) * 1000)::bigint), 12, '0'),
              32, '0')::uuid
      order by id limit ?
      """;

  private final Transactions transactions;
  private final Sweeper sweeper;
  private final Duration age;
  private final Duration round;
  private UUID reached = START;

  @Inject
  AgeSweep(Transactions transactions, Sweeper sweeper, RingsideConfig config) {
    this.transactions = transactions;
    this.sweeper = sweeper;
    age = config.retention().maxAge();
    round = config.retention().round();
  }

  @Override
  public String name() {
    return "age";
  }

  @Override
  public String due() {
    return NEVER_DUE;
  }

  @Override
  public Duration atLeastEvery() {
    return age.isZero() ? NEVER : round;
  }

  /** A stretch of the key. */
  private record Stretch(int length, UUID end, List<Old> old) {}

  @Override
  public boolean work() throws InterruptedException {
    long start = System.nanoTime();
    Stretch stretch = transactions.read(this::next);
    sweeper.rest(System.nanoTime() - start);
    List<Old> old = stretch.old;
    for (int from = 0; from < old.size(); from += sweeper.portion()) {
      List<Old> some = old.subList(from, Math.min(from + sweeper.portion(), old.size()));
      sweeper.delete(Old.byUser(some, ids -> new Which.Aged(ids, age)), Sweeper.Reason.AGE);
    }
    boolean more = stretch.length == STRIDE;
    reached = more ? stretch.end : START;
    return more;
  }

  private Stretch next(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(STRETCH)) {
      query.setString(1, age.toString());
      query.setObject(2, reached);
      query.setString(3, age.toString());
      query.setInt(4, STRIDE);
      int length = 0;
      UUID end = reached;
      List<Old> old = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          length++;
          end = row.getObject(2, UUID.class);
          if (row.getBoolean(3)) {
            old.add(new Old(row.getString(1), end));
          }
        }
      }
      return new Stretch(length, end, old);
    }
  }
}
