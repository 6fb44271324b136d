package dev.ringside.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What calls with an idempotency key were answered, kept for 24 hours: its SQL, within somebody's
 * transaction. For one thread.
 */
public final class IdempotentAnswers {

  private static final String FIND =
      """
      select a.user_id, a.key, a.answer
      from unnest(?::text[], ?::text[]) as w(user_id, key)
      join idempotency a on a.user_id = w.user_id and a.key = w.key
      where a.created_at > now() - interval '24 hours'
      """;

  private static final String REMEMBER =
      """
      insert into idempotency (user_id, key, answer, created_at)
      select u.user_id, u.key, u.answer, now()
      from unnest(?::text[], ?::text[], ?::text[]) as u(user_id, key, answer)
      on conflict (user_id, key) do update
        set answer = excluded.answer, created_at = excluded.created_at
      """;

  /**
   * In one order, so that two transactions do not wait for each other. The first number keeps these
   * locks apart from others in the same database.
   */
  private static final String LOCK =
      """
      select pg_advisory_xact_lock(1919513193, l.call)
      from (select distinct hashtext(w.user_id || ' ' || w.key) as call
            from unnest(?::text[], ?::text[]) as w(user_id, key) order by 1) l
      """;

  private final Connection transaction;

  /** Works in this transaction, which the caller commits. */
  public IdempotentAnswers(Connection transaction) {
    this.transaction = transaction;
  }

  /**
   * A call by its name, of which each user has a name space.
   *
   * @param key as in the header {@link IdempotencyKey#HEADER}
   */
  public record Call(String user, String key) {

    /** The call to a user by that name; empty where it has none. */
    public static Optional<Call> of(String user, @Nullable String key) {
      return Optional.ofNullable(key).map(name -> new Call(user, name));
    }
  }

  /**
   * Has repetitions of these calls wait until this transaction ends, wherever they came and whether
   * they are delivered at once or later. Comes before any other lock, and before {@link #find}.
   */
  public void lock(Collection<Call> calls) throws SQLException {
    if (calls.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = transaction.prepareStatement(LOCK)) {
      bind(statement, calls);
      statement.execute();
    }
  }

  /** The answers of those of these calls that have been answered. */
  public Map<Call, String> find(Collection<Call> calls) throws SQLException {
    Map<Call, String> answers = new HashMap<>();
    try (PreparedStatement statement = transaction.prepareStatement(FIND)) {
      bind(statement, calls);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          answers.put(new Call(row.getString(1), row.getString(2)), row.getString(3));
        }
      }
    }
    return answers;
  }

  /** Keeps answers, by their calls. */
  public void remember(Map<Call, String> answers) throws SQLException {
    if (answers.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = transaction.prepareStatement(REMEMBER)) {
      bind(statement, answers.keySet());
      statement.setArray(3, transaction.createArrayOf("text", answers.values().toArray()));
      statement.executeUpdate();
    }
  }

  private void bind(PreparedStatement statement, Collection<Call> calls) throws SQLException {
    Object[] users = calls.stream().map(Call::user).toArray();
    Object[] keys = calls.stream().map(Call::key).toArray();
    statement.setArray(1, transaction.createArrayOf("text", users));
    statement.setArray(2, transaction.createArrayOf("text", keys));
  }
}
