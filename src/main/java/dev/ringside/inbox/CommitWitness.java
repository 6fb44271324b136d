package dev.ringside.inbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import dev.ringside.persistence.Witness;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the newest changes that this node has committed, or heard of. A database that lost
 * commits lost the newest, so a few of them are enough to know it by, and they cost it nothing. Of
 * its own commits it knows the row, which must be there however far the inbox has come since.
 *
 * <p><b>Order.</b> The monitor guards the memory, and is not held over I/O.
 */
@ApplicationScoped
public class CommitWitness implements Witness {

  private static final int REMEMBERED = 8;

  /**
   * True where an inbox is behind what it was in the same history, or lacks a row; or where all of
   * them are gone, which no erasure explains.
   */
  private static final String MISSES =
      """
      select bool_or(coalesce(
               i.epoch || g.name = w.epoch
                 and (i.revision < w.revision
                      or w.id is not null and i.compacted < w.revision
                         and not exists (
                           select from notification n
                           where n.id = w.id and n.user_id = w.user_id
                             and n.revision >= w.revision)),
               false))
          or bool_and(i.user_id is null)
      from unnest(?::text[], ?::text[], ?::bigint[], ?::uuid[]) as w(user_id, epoch, revision, id)
      cross join generation g
      left join inbox i on i.user_id = w.user_id
      """;

  /** By user. */
  @GuardedBy("this")
  private final Map<String, Known> newest = new LinkedHashMap<>();

  /**
   * What must be there.
   *
   * @param id the row that has the revision, or had it then; null where only the inbox is known
   */
  private record Known(String user, String epoch, long revision, @Nullable UUID id) {}

  /** These have been committed here. */
  synchronized void saw(List<InboxWriter.Newest> written) {
    for (InboxWriter.Newest each : latest(written)) {
      remember(new Known(each.user(), each.epoch(), each.revision(), each.id()));
    }
  }

  /** Another node says that these have been committed, perhaps late, or more than once. */
  public synchronized void heard(List<Change> changes) {
    for (Change each : latest(changes)) {
      Known known = newest.get(each.log().id());
      boolean old =
          known != null && known.epoch.equals(each.epoch()) && known.revision >= each.revision();
      if (each.log().kind() == LogName.Kind.INBOX && !old) {
        remember(new Known(each.log().id(), each.epoch(), each.revision(), null));
      }
    }
  }

  private static <T> List<T> latest(List<T> all) {
    return all.subList(Math.max(0, all.size() - REMEMBERED), all.size());
  }

  @GuardedBy("this")
  private void remember(Known known) {
    newest.remove(known.user);
    newest.put(known.user, known);
    if (newest.size() > REMEMBERED) {
      newest.remove(newest.keySet().iterator().next());
    }
  }

  /** The log was erased, so that nothing of it need be there. */
  public synchronized void forget(LogName log) {
    if (log.kind() == LogName.Kind.INBOX) {
      newest.remove(log.id());
    }
  }

  @Override
  public synchronized void forget() {
    newest.clear();
  }

  private synchronized List<Known> newest() {
    return List.copyOf(newest.values());
  }

  @Override
  public boolean misses(Connection connection) throws SQLException {
    List<Known> known = newest();
    if (known.isEmpty()) {
      return false;
    }
    try (PreparedStatement statement = connection.prepareStatement(MISSES)) {
      statement.setArray(1, connection.createArrayOf("text", all(known, Known::user)));
      statement.setArray(2, connection.createArrayOf("text", all(known, Known::epoch)));
      statement.setArray(3, connection.createArrayOf("bigint", all(known, Known::revision)));
      statement.setArray(4, connection.createArrayOf("uuid", all(known, Known::id)));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static @Nullable Object[] all(List<Known> known, Function<Known, @Nullable Object> what) {
    return known.stream().map(what).toArray(Object[]::new);
  }
}
