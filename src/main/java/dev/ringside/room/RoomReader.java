package dev.ringside.room;

import dev.ringside.log.LogName;
import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what followers of rooms missed, for many of them in one statement and so from one snapshot.
 * Stateless, safe for any thread; blocks on the database.
 */
@ApplicationScoped
class RoomReader implements LogReader {

  /** A catch-up ends with the message that passes this many bytes. */
  private static final int MAX_BYTES = 1 << 20;

  /**
   * For each query {@code q} the room, and either what changed after its position or, where it has
   * none that is still good, the last messages. Each branch is switched off by a condition on
   * {@code q} alone, before it touches an index.
   */
  private static final String READ =
      """
      select q.n, q.epoch, q.revision, q.behind, %1$s
      from (
        select w.n, w.since, w.size, r.no, r.epoch || g.name as epoch, r.revision,
               coalesce(
                 w.since between r.compacted and r.revision
                   and (w.epoch = r.epoch || g.name or (w.epoch = '-' and w.since = 0)),
                 false) as behind
        from unnest(?::text[], ?::text[], ?::bigint[], ?::int[])
             with ordinality as w(room, epoch, since, size, n)
        cross join generation g
        left join room r on r.id = w.room
      ) q
      left join lateral (
        (select %1$s
         from (select m.*, sum(m.bytes) over (order by m.revision) - m.bytes as bytes_before
               from (select m.*, coalesce(octet_length(m.content), 0) as bytes
                     from message m
                     where q.behind and m.room = q.no and m.revision > q.since
                     order by m.revision limit %2$d) m) m
         where m.bytes_before < %3$d)
        union all
        (select %1$s from message m
         where not q.behind and m.room = q.no and m.deleted_at is null
         order by m.said desc limit q.size + 1)
      ) m on true
      order by q.n, case when q.behind then m.revision else -m.said end
      """
          .formatted(MessageRow.COLUMNS, RoomFrame.MAX_ROWS, MAX_BYTES);

  private static final String HEADS =
      """
      select r.id, r.epoch || g.name, r.revision from room r, generation g where r.id = any(?)
      """;

  private final Transactions transactions;

  @Inject
  RoomReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /** What the statement said of one query. */
  private static final class Found {
    private Position head = Position.NONE;
    private boolean behind;
    private final List<Message> rows = new ArrayList<>();
  }

  @Override
  public LogName.Kind kind() {
    return LogName.Kind.ROOM;
  }

  @Override
  public List<CatchUp> read(List<Query> queries) {
    List<Found> found = transactions.read(connection -> find(connection, queries));
    List<CatchUp> answers = new ArrayList<>(queries.size());
    for (int i = 0; i < queries.size(); i++) {
      answers.add(answer(queries.get(i), found.get(i)));
    }
    return answers;
  }

  private static CatchUp answer(Query query, Found found) {
    Position after = query.after();
    return found.behind || (after != null && after.isNone() && found.head.isNone())
        ? missed(query.log().id(), Objects.requireNonNull(after), found)
        : snapshot(query, found);
  }

  /** What changed after a position, each message once and as it is now. */
  private static CatchUp missed(String room, Position after, Found found) {
    boolean all = found.rows.isEmpty();
    long revision = all ? found.head.revision() : found.rows.getLast().revision();
    RoomFrame frame =
        new RoomFrame(
            room, found.head.epoch(), after.revision(), revision, found.rows, false, false);
    return new CatchUp(
        new Position(found.head.epoch(), revision),
        revision < found.head.revision(),
        revision == after.revision(),
        frame.encode());
  }

  private static CatchUp snapshot(Query query, Found found) {
    List<Message> last = found.rows.stream().limit(query.limit()).toList().reversed();
    RoomFrame frame =
        new RoomFrame(
            query.log().id(),
            found.head.epoch(),
            0,
            found.head.revision(),
            last,
            true,
            found.rows.size() > query.limit());
    return new CatchUp(found.head, false, false, frame.encode());
  }

  private static List<Found> find(Connection connection, List<Query> queries) throws SQLException {
    List<Found> found = new ArrayList<>(queries.size());
    queries.forEach(_ -> found.add(new Found()));
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      bind(statement, queries);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          int number = row.getInt(1) - 1;
          take(row, queries.get(number).log().id(), found.get(number));
        }
      }
    }
    return found;
  }

  private static void take(ResultSet row, String room, Found found) throws SQLException {
    String epoch = row.getString(2);
    if (epoch == null) {
      return;
    }
    found.head = new Position(epoch, row.getLong(3));
    found.behind = row.getBoolean(4);
    if (row.getObject(5) != null) {
      found.rows.add(MessageRow.read(row, room, 5));
    }
  }

  private static void bind(PreparedStatement statement, List<Query> queries) throws SQLException {
    Connection connection = statement.getConnection();
    int size = queries.size();
    Object[] rooms = new Object[size];
    @Nullable Object[] epochs = new @Nullable Object[size];
    Object[] since = new Object[size];
    Object[] limits = new Object[size];
    for (int i = 0; i < size; i++) {
      Query each = queries.get(i);
      Position after = each.after();
      rooms[i] = each.log().id();
      epochs[i] = after == null ? null : after.epoch();
      since[i] = after == null ? 0L : after.revision();
      limits[i] = each.limit();
    }
    statement.setArray(1, connection.createArrayOf("text", rooms));
    statement.setArray(2, connection.createArrayOf("text", epochs));
    statement.setArray(3, connection.createArrayOf("bigint", since));
    statement.setArray(4, connection.createArrayOf("int", limits));
  }

  @Override
  public Map<LogName, Position> heads(Collection<LogName> logs) {
    Map<LogName, Position> heads = new HashMap<>();
    logs.forEach(log -> heads.put(log, Position.NONE));
    return transactions.read(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(HEADS)) {
            statement.setArray(
                1, connection.createArrayOf("text", logs.stream().map(LogName::id).toArray()));
            Rows.all(
                    statement,
                    row ->
                        Map.entry(
                            LogName.room(row.getString(1)),
                            new Position(row.getString(2), row.getLong(3))))
                .forEach(each -> heads.put(each.getKey(), each.getValue()));
            return heads;
          }
        });
  }
}
