package dev.ringside.retention;

import dev.ringside.config.RingsideConfig;
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

/**
 * Looks through all inboxes for those that are longer than the cap though nobody has noticed: since
 * the cap was lowered, or whoever wrote into them ended too soon. For one thread.
 */
@ApplicationScoped
class CapRound implements Chore {

  /** Inboxes that one query looks at. */
  private static final int STRIDE = 100;

  private static final Duration FULL_REST = Duration.ofMillis(100);

  private static final String STRETCH =
      """
      select i.user_id,
             i.revision > ? and exists (
               select from notification n
               where n.user_id = i.user_id and n.deleted_at is null
               order by n.rang desc offset ? limit 1)
      from (select user_id, revision from inbox where user_id > ? order by user_id limit ?) i
      order by i.user_id
      """;

  private final Transactions transactions;
  private final Sweeper sweeper;
  private final Overlong overlong;
  private final int cap;
  private final Duration round;
  private String reached = "";

  @Inject
  CapRound(Transactions transactions, Sweeper sweeper, Overlong overlong, RingsideConfig config) {
    this.transactions = transactions;
    this.sweeper = sweeper;
    this.overlong = overlong;
    cap = config.retention().maxRows();
    round = config.retention().round();
  }

  @Override
  public String name() {
    return "round of inboxes";
  }

  @Override
  public String due() {
    return NEVER_DUE;
  }

  @Override
  public Duration atLeastEvery() {
    return cap == 0 ? NEVER : round;
  }

  /** A stretch of the inboxes. */
  private record Stretch(int length, String end, List<String> overlong) {}

  @Override
  public boolean work() throws InterruptedException {
    long start = System.nanoTime();
    Stretch stretch = transactions.read(this::next);
    sweeper.rest(System.nanoTime() - start);
    for (String user : stretch.overlong) {
      while (!overlong.offer(user)) {
        Thread.sleep(FULL_REST);
      }
    }
    boolean more = stretch.length == STRIDE;
    reached = more ? stretch.end : "";
    return more;
  }

  private Stretch next(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(STRETCH)) {
      query.setInt(1, cap);
      query.setInt(2, cap);
      query.setString(3, reached);
      query.setInt(4, STRIDE);
      int length = 0;
      String end = reached;
      List<String> longer = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          length++;
          end = row.getString(1);
          if (row.getBoolean(2)) {
            longer.add(end);
          }
        }
      }
      return new Stretch(length, end, longer);
    }
  }
}
