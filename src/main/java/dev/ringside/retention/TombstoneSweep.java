package dev.ringside.retention;

import dev.ringside.config.RingsideConfig;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Removes tombstones that are old enough, and moves their inboxes' {@code compacted} up to the
 * newest revision among them, in one transaction under the inboxes' locks: whoever stands below has
 * missed a delete that nobody can tell any more, and takes a snapshot.
 */
@ApplicationScoped
class TombstoneSweep implements Chore {

  /** Inboxes that somebody is writing to are passed by: their tombstones will be there again. */
  private static final String LOCK =
      """
      select user_id from inbox where user_id = any(?) order by user_id for update skip locked
      """;

  private static final String REMOVE =
      """
      with gone as (
        delete from notification n using unnest(?::text[], ?::uuid[]) as w(user_id, id)
        where n.id = w.id and n.user_id = w.user_id and n.deleted_at is not null
        returning n.user_id, n.revision),
      moved as (
        update inbox i set compacted = greatest(i.compacted, g.revision)
        from (select user_id, max(revision) as revision from gone group by user_id) g
        where i.user_id = g.user_id)
      select count(*) from gone
      """;

  private final Transactions transactions;
  private final Sweeper sweeper;
  private final String old;
  private final Counter removed;

  @Inject
  TombstoneSweep(
      Transactions transactions, Sweeper sweeper, RingsideConfig config, Metrics metrics) {
    this.transactions = transactions;
    this.sweeper = sweeper;
    old = "deleted_at < now() - interval '" + seconds(config.retention().tombstone()) + " s'";
    removed = metrics.counter(Metric.TOMBSTONES_REMOVED);
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).toPlainString();
  }

  @Override
  public String name() {
    return "tombstones";
  }

  @Override
  public String due() {
    return "exists (select from notification where " + old + ")";
  }

  @Override
  public boolean work() throws InterruptedException {
    long start = System.nanoTime();
    List<Old> found = transactions.read(this::find);
    int gone = found.isEmpty() ? 0 : transactions.run(connection -> remove(connection, found));
    removed.increment(gone);
    sweeper.rest(System.nanoTime() - start);
    return gone == sweeper.portion();
  }

  private List<Old> find(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select user_id, id from notification where " + old + " order by deleted_at limit ?")) {
      query.setInt(1, sweeper.portion());
      return Old.read(query);
    }
  }

  private static int remove(Connection transaction, List<Old> found) throws SQLException {
    Set<String> locked = lock(transaction, found);
    List<Old> free = found.stream().filter(each -> locked.contains(each.user())).toList();
    try (PreparedStatement statement = transaction.prepareStatement(REMOVE)) {
      statement.setArray(
          1, transaction.createArrayOf("text", free.stream().map(Old::user).toArray()));
      statement.setArray(
          2, transaction.createArrayOf("uuid", free.stream().map(Old::id).toArray()));
      return Math.toIntExact(Rows.number(statement));
    }
  }

  private static Set<String> lock(Connection transaction, List<Old> found) throws SQLException {
    Object[] users = found.stream().map(Old::user).distinct().toArray();
    try (PreparedStatement statement = transaction.prepareStatement(LOCK)) {
      statement.setArray(1, transaction.createArrayOf("text", users));
      return Set.copyOf(Rows.texts(statement));
    }
  }
}
