package dev.ringside.inbox;

import dev.ringside.log.LogName;
import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads inboxes: what followers missed, for many of them in one statement and so from one snapshot,
 * and pages of lists by the same statement. Stateless, safe for any thread; blocks on the database.
 */
@ApplicationScoped
class InboxReader implements LogReader {

  /** A catch-up ends with the row that passes this many bytes of content and data. */
  private static final int MAX_BYTES = 1 << 20;

  /**
   * For each query {@code q} a row with its inbox, and rows with either what came after its
   * position or, where it has none that is still good, the top of the list: what is the same for
   * all of them is told once, and nothing is sorted that the indexes have in order. The three
   * branches are alternatives: each is switched off by a condition on {@code q} alone, before it
   * touches an index.
   */
  private static final String READ =
      """
      with q as materialized (
        select w.n, w.user_id, w.since, w.size, w.unread_only, w.before, w.category,
               i.epoch || g.name as epoch, i.revision, i.unread,
               coalesce(
                 w.since between i.compacted and i.revision
                   and (w.epoch = i.epoch || g.name or (w.epoch = '-' and w.since = 0)),
                 false) as behind
        from unnest(?::text[], ?::text[], ?::bigint[], ?::int[], ?::boolean[], ?::bigint[],
                    ?::text[])
             with ordinality as w(user_id, epoch, since, size, unread_only, before, category, n)
        cross join generation g
        left join inbox i on i.user_id = w.user_id
      )
      select q.n, q.epoch, q.revision, q.unread, q.behind, %4$s
      from q
      union all
      select q.n, null, null, null, null, n.*
      from q cross join lateral (
        (select %1$s
         from (select n.*, sum(n.bytes) over (order by n.revision) - n.bytes as bytes_before
               from (select n.*, coalesce(octet_length(n.content), 0)
                                   + coalesce(octet_length(n.data), 0) as bytes
                     from notification n
                     where q.behind and n.user_id = q.user_id and n.revision > q.since
                     order by n.revision limit %2$d) n) n
         where n.bytes_before < %3$d)
        union all
        (select %1$s from notification n
         where not q.behind and not q.unread_only and n.user_id = q.user_id
           and n.deleted_at is null and n.rang < q.before
           and (q.category is null or n.category = q.category)
         order by n.rang desc limit q.size + 1)
        union all
        (select %1$s from notification n
         where not q.behind and q.unread_only and n.user_id = q.user_id
           and n.deleted_at is null and n.read_at is null and n.rang < q.before
           and (q.category is null or n.category = q.category)
         order by n.rang desc limit q.size + 1)
      ) n
      """
          .formatted(
              NotificationRow.COLUMNS, InboxFrame.MAX_ROWS, MAX_BYTES, NotificationRow.NO_ROW);

  private static final String HEADS =
      """
      select i.user_id, i.epoch || g.name, i.revision from inbox i, generation g
      where i.user_id = any(?)
      """;

  private static final Comparator<NotificationRow.Stored> BY_REVISION =
      Comparator.comparingLong(row -> row.notification().revision());
  private static final Comparator<NotificationRow.Stored> NEWEST_FIRST =
      Comparator.<NotificationRow.Stored>comparingLong(row -> row.notification().rang()).reversed();

  private final Transactions transactions;
  private final Visitors visitors;

  @Inject
  InboxReader(Transactions transactions, Visitors visitors) {
    this.transactions = transactions;
    this.visitors = visitors;
  }

  /** A query in full: a follower's, or a list's. */
  record Wanted(
      String user,
      @Nullable Position after,
      int size,
      boolean unreadOnly,
      long before,
      @Nullable String category) {}

  /** What the statement said of one query. */
  static final class Found {
    private Position head = Position.NONE;
    private long unread;
    private boolean behind;
    private final List<NotificationRow.Stored> rows = new ArrayList<>();

    /** Puts what was missed in the order of the log, and a list in its own, newest first. */
    private void sort() {
      rows.sort(behind ? BY_REVISION : NEWEST_FIRST);
    }
  }

  @Override
  public LogName.Kind kind() {
    return LogName.Kind.INBOX;
  }

  @Override
  public List<CatchUp> read(List<Query> queries) {
    List<Wanted> wanted =
        queries.stream()
            .map(
                q ->
                    new Wanted(
                        q.log().id(), q.after(), q.limit(), q.unreadOnly(), Long.MAX_VALUE, null))
            .toList();
    List<Found> found = transactions.read(connection -> find(connection, wanted));
    List<CatchUp> answers = new ArrayList<>(queries.size());
    Set<String> met = new HashSet<>();
    for (int i = 0; i < queries.size(); i++) {
      Query query = queries.get(i);
      answers.add(answer(query, found.get(i)));
      if (found.get(i).head.isNone()) {
        met.add(query.log().id());
      }
    }
    visitors.met(met);
    return answers;
  }

  private static CatchUp answer(Query query, Found found) {
    Position after = query.after();
    if (after != null && after.isNone() && found.head.isNone()) {
      return missed(after, found);
    }
    return found.behind ? missed(Objects.requireNonNull(after), found) : snapshot(query, found);
  }

  /**
   * The rows after a position, each once and as it is now; the last of all has the head's revision.
   */
  private static CatchUp missed(Position after, Found found) {
    List<RowChange> changes = new ArrayList<>();
    long revision = found.head.revision();
    for (NotificationRow.Stored row : found.rows) {
      revision = row.notification().revision();
      changes.add(
          row.deleted()
              ? new RowChange.Delete(row.notification().id())
              : new RowChange.Put(row.notification()));
    }
    InboxFrame frame =
        new InboxFrame(
            found.head.epoch(), after.revision(), revision, found.unread, changes, false, false);
    return new CatchUp(
        new Position(found.head.epoch(), revision),
        revision < found.head.revision(),
        revision == after.revision(),
        frame.encode());
  }

  private static CatchUp snapshot(Query query, Found found) {
    InboxPage page = page(found, query.limit());
    List<RowChange> rows = new ArrayList<>();
    page.notifications().forEach(n -> rows.add(new RowChange.Put(n)));
    InboxFrame frame =
        new InboxFrame(
            found.head.epoch(), 0, found.head.revision(), found.unread, rows, true, page.more());
    return new CatchUp(found.head, false, false, frame.encode());
  }

  /**
   * A stretch of the list, for somebody who waits for it.
   *
   * @param before only what rang before this revision
   */
  InboxPage page(
      String user, boolean unreadOnly, @Nullable String category, long before, int limit) {
    var wanted = new Wanted(user, null, limit, unreadOnly, before, category);
    Found found =
        transactions.readInTime(connection -> find(connection, List.of(wanted))).getFirst();
    return page(found, limit);
  }

  private static InboxPage page(Found found, int limit) {
    List<Notification> notifications =
        found.rows.stream().limit(limit).map(NotificationRow.Stored::notification).toList();
    return new InboxPage(found.head, found.unread, notifications, found.rows.size() > limit);
  }

  /** Asks all of them in one statement. */
  static List<Found> find(Connection connection, List<Wanted> wanted) throws SQLException {
    List<Found> found = new ArrayList<>(wanted.size());
    wanted.forEach(_ -> found.add(new Found()));
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      bind(statement, wanted);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          take(row, found.get(row.getInt(1) - 1));
        }
      }
    }
    found.forEach(Found::sort);
    return found;
  }

  private static void take(ResultSet row, Found found) throws SQLException {
    if (row.getObject(6) != null) {
      found.rows.add(NotificationRow.read(row, 6));
      return;
    }
    String epoch = row.getString(2);
    if (epoch != null) {
      found.head = new Position(epoch, row.getLong(3));
      found.unread = row.getLong(4);
      found.behind = row.getBoolean(5);
    }
  }

  private static void bind(PreparedStatement statement, List<Wanted> wanted) throws SQLException {
    Connection connection = statement.getConnection();
    int size = wanted.size();
    Object[] users = new Object[size];
    Object[] epochs = new Object[size];
    Object[] since = new Object[size];
    Object[] limits = new Object[size];
    Object[] unreadOnly = new Object[size];
    Object[] before = new Object[size];
    Object[] categories = new Object[size];
    for (int i = 0; i < size; i++) {
      Wanted each = wanted.get(i);
      users[i] = each.user;
      epochs[i] = each.after == null ? null : each.after.epoch();
      since[i] = each.after == null ? 0L : each.after.revision();
      limits[i] = each.size;
      unreadOnly[i] = each.unreadOnly;
      before[i] = each.before;
      categories[i] = each.category;
    }
    Array[] arrays = {
      connection.createArrayOf("text", users),
      connection.createArrayOf("text", epochs),
      connection.createArrayOf("bigint", since),
      connection.createArrayOf("int", limits),
      connection.createArrayOf("boolean", unreadOnly),
      connection.createArrayOf("bigint", before),
      connection.createArrayOf("text", categories)
    };
    for (int i = 0; i < arrays.length; i++) {
      statement.setArray(i + 1, arrays[i]);
    }
  }

  @Override
  public Map<LogName, Position> heads(Collection<LogName> logs) {
    Map<LogName, Position> heads = new HashMap<>();
    logs.forEach(log -> heads.put(log, Position.NONE));
    return transactions.read(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(HEADS)) {
            Object[] users = logs.stream().map(LogName::id).toArray();
            statement.setArray(1, connection.createArrayOf("text", users));
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                heads.put(
                    LogName.inbox(row.getString(1)),
                    new Position(row.getString(2), row.getLong(3)));
              }
            }
          }
          return heads;
        });
  }

  /** Where one inbox stands, with its unread count and no rows. */
  InboxPage head(String user) {
    return page(user, true, null, 0, 0);
  }
}
