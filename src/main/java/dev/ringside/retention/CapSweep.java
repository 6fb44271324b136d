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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Deletes what an inbox has beyond the cap, what rang longest ago first. */
@ApplicationScoped
class CapSweep implements Chore {

  /** Of each inbox the oldest rows beyond the cap, and where that begins. */
  private static final String BEYOND =
      """
      select w.user_id, last.rang, array(
               select n.id from notification n
               where n.user_id = w.user_id and n.deleted_at is null and n.rang <= last.rang
               order by n.rang limit ?)
      from unnest(?::text[]) as w(user_id)
      cross join lateral (
        select n.rang from notification n
        where n.user_id = w.user_id and n.deleted_at is null
        order by n.rang desc offset ? limit 1) last
      """;

  private final Transactions transactions;
  private final Sweeper sweeper;
  private final Overlong overlong;
  private final int cap;

  @Inject
  CapSweep(Transactions transactions, Sweeper sweeper, Overlong overlong, RingsideConfig config) {
    this.transactions = transactions;
    this.sweeper = sweeper;
    this.overlong = overlong;
    cap = config.retention().maxRows();
  }

  @Override
  public String name() {
    return "cap";
  }

  @Override
  public String due() {
    return NEVER_DUE;
  }

  @Override
  public boolean work() throws InterruptedException {
    List<String> users = overlong.take(sweeper.portion());
    if (users.isEmpty()) {
      return false;
    }
    int each = Math.max(1, sweeper.portion() / users.size());
    Map<String, Which.Unrung> beyond;
    try {
      beyond = transactions.read(connection -> beyond(connection, users, each));
      sweeper.delete(beyond, Sweeper.Reason.CAP);
    } catch (RuntimeException e) {
      users.forEach(overlong::offer);
      throw e;
    }
    beyond.forEach(
        (user, which) -> {
          if (which.ids().size() == each) {
            overlong.offer(user);
          }
        });
    return true;
  }

  private Map<String, Which.Unrung> beyond(Connection connection, List<String> users, int each)
      throws SQLException {
    Map<String, Which.Unrung> beyond = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(BEYOND)) {
      query.setInt(1, each);
      query.setArray(2, connection.createArrayOf("text", users.toArray()));
      query.setInt(3, cap);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          List<UUID> ids = List.of((UUID[]) row.getArray(3).getArray());
          beyond.put(row.getString(1), new Which.Unrung(ids, row.getLong(2)));
        }
      }
    }
    return beyond;
  }
}
