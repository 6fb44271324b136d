package dev.ringside.inbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.log.Change;
import dev.ringside.persistence.Witness;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Remembers the newest changes that this node has committed. A database that lost commits lost the
 * newest, so a few of them are enough to know it by, and they cost it nothing.
 *
 * <p><b>Order.</b> The monitor guards the memory, and is not held over I/O.
 */
@ApplicationScoped
class CommitWitness implements Witness {

  private static final int REMEMBERED = 8;

  /**
   * True where an inbox is behind what it was in the same history, or where all of them are gone,
   * which no erasure explains.
   */
  private static final String MISSES =
      """
      select bool_or(coalesce(i.epoch || g.name = w.epoch and i.revision < w.revision, false))
          or bool_and(i.user_id is null)
      from unnest(?::text[], ?::text[], ?::bigint[]) as w(user_id, epoch, revision)
      cross join generation g
      left join inbox i on i.user_id = w.user_id
      """;

  @GuardedBy("this")
  private final Map<String, Change> newest = new LinkedHashMap<>();

  /** These have been committed. */
  synchronized void saw(List<Change> changes) {
    for (Change change :
        changes.subList(Math.max(0, changes.size() - REMEMBERED), changes.size())) {
      newest.remove(change.log().id());
      newest.put(change.log().id(), change);
    }
    while (newest.size() > REMEMBERED) {
      newest.remove(newest.keySet().iterator().next());
    }
  }

  /** The inbox was erased, so that nothing of it need be there. */
  synchronized void forget(String user) {
    newest.remove(user);
  }

  @Override
  public synchronized void forget() {
    newest.clear();
  }

  private synchronized List<Change> newest() {
    return List.copyOf(newest.values());
  }

  @Override
  public boolean misses(Connection connection) throws SQLException {
    List<Change> known = newest();
    if (known.isEmpty()) {
      return false;
    }
    try (PreparedStatement statement = connection.prepareStatement(MISSES)) {
      statement.setArray(1, connection.createArrayOf("text", all(known, c -> c.log().id())));
      statement.setArray(2, connection.createArrayOf("text", all(known, Change::epoch)));
      statement.setArray(3, connection.createArrayOf("bigint", all(known, Change::revision)));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static Object[] all(List<Change> changes, Function<Change, Object> what) {
    return changes.stream().map(what).toArray();
  }
}
