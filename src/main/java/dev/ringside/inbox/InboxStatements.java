package dev.ringside.inbox;

import dev.ringside.persistence.RowTime;
import dev.ringside.persistence.Rows;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The SQL of the writer, a method for each statement. Every one takes arrays, so a batch costs as
 * many round trips as a single operation.
 */
final class InboxStatements {

  /** A locked inbox. */
  record Head(String user, String epoch, long revision, long unread, Instant now) {}

  /** What one operation wants to look up. */
  record Wanted(String user, String key) {}

  private static final String LOCK =
      """
      select i.user_id, i.epoch || g.name, i.revision, i.unread, clock_timestamp()
      from inbox i, generation g
      where i.user_id = any(?)
      order by i.user_id
      for update of i\
      """;

  private static final String LOCK_PASSING = LOCK + " skip locked";

  /**
   * Whoever makes an inbox holds an advisory lock until the end of the transaction, so that others
   * can tell without waiting that it is being made: a row that is not committed cannot be skipped.
   */
  private static final String CREATE =
      """
      insert into inbox (user_id, epoch, revision, unread)
      select u.user_id, u.epoch, 0, 0
      from (select * from unnest(?::text[], ?::text[]) as u(user_id, epoch) order by 1) u
      where %s
      on conflict do nothing
      returning user_id, epoch || (select name from generation), revision, unread,
                clock_timestamp()
      """;

  /** The first number keeps these locks apart from others in the same database. */
  private static final String MAY_CREATE = "(1919513191, hashtext(u.user_id))";

  private static final String CREATE_WAITING =
      CREATE.formatted("pg_advisory_xact_lock" + MAY_CREATE + " is not null");

  private static final String CREATE_PASSING =
      CREATE.formatted("pg_try_advisory_xact_lock" + MAY_CREATE);

  private static final String EXISTING = "select user_id from inbox where user_id = any(?)";

  /** What is published now under a key takes the place of what was to be delivered under it. */
  private static final String SUPERSEDE =
      """
      delete from scheduled s using unnest(?::text[], ?::text[]) as w(user_id, key)
      where s.user_id = w.user_id and s.key = w.key;
      """;

  private static final String CLAIM =
      """
      delete from scheduled
      where id = any(?) and deliver_at <= now()
      returning user_id, id, draft
      """;

  private static final String KEYED =
      "select "
          + NotificationRow.COLUMNS
          + """

          from unnest(?::text[], ?::text[]) as w(user_id, key)
          join notification n on n.user_id = w.user_id and n.key = w.key and n.deleted_at is null
          """;

  private static final String BY_ID =
      "select "
          + NotificationRow.COLUMNS
          + """

          from unnest(?::text[], ?::uuid[]) as w(user_id, id)
          join notification n on n.id = w.id and n.user_id = w.user_id
          """;

  private static final String STANDING =
      "select "
          + NotificationRow.COLUMNS
          + """

          from notification n
          where n.user_id = ? and n.revision <= ? and n.deleted_at is null %s
          order by n.revision limit ?
          """;

  private static final String INSERT =
      "insert into notification (id, user_id, revision, rang, style, title, content, link, data,"
          + " category, key, progress, created_at, updated_at, read_at, expires_at, deleted_at,"
          + " job)"
          + " select r.* from "
          + NotificationRow.UNNESTED;

  private static final String REWRITE =
      """
      update notification n
      set revision = r.revision, rang = r.rang, style = r.style, title = r.title,
          content = r.content, link = r.link, data = r.data, category = r.category, key = r.key,
          progress = r.progress, updated_at = r.updated_at, read_at = r.read_at,
          expires_at = r.expires_at, deleted_at = r.deleted_at, job = r.job
      from \
      """
          + NotificationRow.UNNESTED
          + " where n.id = r.id";

  private static final String MARK =
      """
      update notification n
      set revision = u.revision, read_at = timestamptz 'epoch' + u.read_at * interval '1 millisecond'
      from unnest(?::uuid[], ?::bigint[], ?::bigint[]) as u(id, revision, read_at)
      where n.id = u.id
      """;

  private static final String ADVANCE =
      """
      update inbox i set revision = u.revision, unread = u.unread
      from unnest(?::text[], ?::bigint[], ?::bigint[]) as u(user_id, revision, unread)
      where i.user_id = u.user_id
      """;

  private final Connection transaction;
  private final IdempotentAnswers calls;

  InboxStatements(Connection transaction) {
    this.transaction = transaction;
    this.calls = new IdempotentAnswers(transaction);
  }

  /** What is kept of calls with an idempotency key. */
  IdempotentAnswers calls() {
    return calls;
  }

  /** Locks the inboxes that there are, sorted by user so that no two writers deadlock. */
  List<Head> lock(Collection<String> users, boolean passing) throws SQLException {
    try (PreparedStatement statement =
        transaction.prepareStatement(passing ? LOCK_PASSING : LOCK)) {
      statement.setArray(1, array("text", users.toArray()));
      return heads(statement);
    }
  }

  /** Makes the inboxes that are missing; those that somebody else has just made are left out. */
  List<Head> create(Map<String, String> epochs, boolean passing) throws SQLException {
    try (PreparedStatement statement =
        transaction.prepareStatement(passing ? CREATE_PASSING : CREATE_WAITING)) {
      statement.setArray(1, array("text", epochs.keySet().toArray()));
      statement.setArray(2, array("text", epochs.values().toArray()));
      return heads(statement);
    }
  }

  /** Those of these users that have an inbox, locked or not. */
  Set<String> existing(Collection<String> users) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(EXISTING)) {
      statement.setArray(1, array("text", users.toArray()));
      return Set.copyOf(Rows.texts(statement));
    }
  }

  private static List<Head> heads(PreparedStatement statement) throws SQLException {
    return Rows.all(statement, InboxStatements::head);
  }

  private static Head head(ResultSet row) throws SQLException {
    Instant now = row.getObject(5, OffsetDateTime.class).toInstant();
    return new Head(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        now.truncatedTo(ChronoUnit.MILLIS));
  }

  /**
   * The living notifications that have one of these keys. What was to be delivered under one of
   * them is not any more.
   */
  List<NotificationRow.Stored> keyed(List<Wanted> wanted) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(SUPERSEDE + KEYED)) {
      bind(statement, 1, wanted);
      bind(statement, 3, wanted);
      boolean _ = statement.execute();
      boolean _ = statement.getMoreResults();
      try (ResultSet row = statement.getResultSet()) {
        return stored(row);
      }
    }
  }

  private void bind(PreparedStatement statement, int first, List<Wanted> wanted)
      throws SQLException {
    statement.setArray(first, array("text", wanted.stream().map(Wanted::user).toArray()));
    statement.setArray(first + 1, array("text", wanted.stream().map(Wanted::key).toArray()));
  }

  /** What a draft that was kept is handed to. */
  @FunctionalInterface
  interface KeptSink {
    void accept(String user, UUID id, Draft draft);
  }

  /** Takes drafts that were kept, and are due, from where they are. */
  void claim(List<UUID> ids, KeptSink sink) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(CLAIM)) {
      statement.setArray(1, array("uuid", ids.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          sink.accept(
              row.getString(1), row.getObject(2, UUID.class), DraftJson.read(row.getString(3)));
        }
      }
    }
  }

  /** The notifications, living or not, with these ids; {@code users} and {@code ids} are pairs. */
  List<NotificationRow.Stored> byId(List<String> users, List<UUID> ids) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(BY_ID)) {
      statement.setArray(1, array("text", users.toArray()));
      statement.setArray(2, array("uuid", ids.toArray()));
      return stored(statement);
    }
  }

  /** The oldest {@code limit} rows at or below a revision that a mark would change. */
  List<NotificationRow.Stored> standing(String user, InboxOperation.As as, long revision, int limit)
      throws SQLException {
    String those =
        switch (as) {
          case READ -> "and n.read_at is null";
          case UNREAD -> "and n.read_at is not null";
          case DELETED -> "";
        };
    try (PreparedStatement statement = transaction.prepareStatement(STANDING.formatted(those))) {
      statement.setString(1, user);
      statement.setLong(2, revision);
      statement.setInt(3, limit);
      return stored(statement);
    }
  }

  private static List<NotificationRow.Stored> stored(PreparedStatement statement)
      throws SQLException {
    return Rows.all(statement, row -> NotificationRow.read(row, 1));
  }

  private static List<NotificationRow.Stored> stored(ResultSet row) throws SQLException {
    List<NotificationRow.Stored> rows = new ArrayList<>();
    while (row.next()) {
      rows.add(NotificationRow.read(row, 1));
    }
    return rows;
  }

  void rewrite(List<InboxFold.Row> rows, Instant now) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = transaction.prepareStatement(REWRITE)) {
      NotificationRow.bind(statement, 1, rows, now);
      statement.executeUpdate();
    }
  }

  /**
   * Inserts, and moves the inboxes on to where their folds have ended, in a single round trip: what
   * every publish does.
   */
  void insertAndAdvance(List<InboxFold.Row> rows, Instant now, List<InboxFold> folds)
      throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(INSERT + ";\n" + ADVANCE)) {
      NotificationRow.bind(statement, 1, rows, now);
      bindAdvance(statement, 1 + NotificationRow.WIDTH, folds);
      statement.execute();
    }
  }

  void mark(List<InboxFold.Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = transaction.prepareStatement(MARK)) {
      var notifications = rows.stream().map(InboxFold.Row::notification).toList();
      statement.setArray(1, array("uuid", notifications.stream().map(Notification::id).toArray()));
      statement.setArray(
          2, array("bigint", notifications.stream().map(Notification::revision).toArray()));
      statement.setArray(
          3,
          array("bigint", notifications.stream().map(n -> RowTime.millis(n.readAt())).toArray()));
      statement.executeUpdate();
    }
  }

  /** Moves the inboxes on to where their folds have ended. */
  void advance(List<InboxFold> folds) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(ADVANCE)) {
      bindAdvance(statement, 1, folds);
      statement.executeUpdate();
    }
  }

  private void bindAdvance(PreparedStatement statement, int first, List<InboxFold> folds)
      throws SQLException {
    statement.setArray(first, array("text", folds.stream().map(InboxFold::user).toArray()));
    statement.setArray(
        first + 1, array("bigint", folds.stream().map(InboxFold::revision).toArray()));
    statement.setArray(first + 2, array("bigint", folds.stream().map(InboxFold::unread).toArray()));
  }

  private Array array(String type, Object[] values) throws SQLException {
    return transaction.createArrayOf(type, values);
  }
}
