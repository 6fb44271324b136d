package dev.ringside.identity.account;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Secrets;
import dev.ringside.identity.UserId;
import dev.ringside.persistence.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Refresh tokens, each good once. What follows from a token is always the same, so two tabs that
 * show one at the same moment, on whatever nodes, are given the same next one; its row is the lock
 * that lets one of them go first. Immutable, safe for any thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2">RFC 9700, section 4.14.2</a>
 */
final class Rotation {

  private static final String KEEP =
      """
      insert into refresh_token (hash, sign_in, expires_at)
      values (?, ?, now() + ? * interval '1 second') on conflict do nothing
      """;

  private static final String LOCK =
      """
      select s.id, s.user_id, a.name, t.used_at is not null,
             clock_timestamp() - t.used_at <= ? * interval '1 millisecond'
      from refresh_token t join sign_in s on s.id = t.sign_in join account a using (user_id)
      where t.hash = ? and t.expires_at > now() and s.ended_at is null and s.expires_at > now()
      for update of t
      """;

  private static final String USE =
      "update refresh_token set used_at = clock_timestamp() where hash = ?";

  private static final String EXTEND =
      "update sign_in set expires_at = now() + ? * interval '1 second' where id = ?";

  private final AccountSecret secret;
  private final long lifeSeconds;
  private final long graceMillis;

  Rotation(RingsideConfig.Accounts config, AccountSecret secret) {
    this.secret = secret;
    this.lifeSeconds = config.refresh().toSeconds();
    this.graceMillis = config.refreshGrace().toMillis();
  }

  /** What became of a refresh token that was shown. */
  sealed interface Outcome {

    /**
     * It was good.
     *
     * @param next the token that takes its place
     */
    record Renewed(UserId user, String name, UUID signIn, String next) implements Outcome {}

    /** It was used before: there are two who have it. */
    record Reused(UUID signIn, UserId user) implements Outcome {}

    /** It is none that is good for anything. */
    record Unknown() implements Outcome {}
  }

  private record Row(UUID signIn, UserId user, String name, boolean used, boolean justNow) {

    Outcome renewed(String next) {
      return new Outcome.Renewed(user, name, signIn, next);
    }
  }

  /** Keeps a token of a sign-in. */
  void keep(Connection transaction, String token, UUID signIn) throws SQLException {
    try (PreparedStatement insert = transaction.prepareStatement(KEEP)) {
      insert.setBytes(1, Secrets.hash(token));
      insert.setObject(2, signIn);
      insert.setLong(3, lifeSeconds);
      insert.executeUpdate();
    }
  }

  /**
   * Takes a token that is shown.
   *
   * @param of the sign-in that it must be of, or null for any; another's is not touched
   */
  Outcome refresh(Connection transaction, String shown, @Nullable UUID of) throws SQLException {
    Row row = lock(transaction, shown);
    if (row != null && of != null && !of.equals(row.signIn())) {
      return new Outcome.Unknown();
    }
    if (row != null && !row.used()) {
      String next = secret.successor(shown);
      use(transaction, shown);
      keep(transaction, next, row.signIn());
      extend(transaction, row.signIn());
      return row.renewed(next);
    }
    return again(transaction, shown, row);
  }

  /**
   * Just used by another tab, it leads to what that one was given; used long ago, it was stolen.
   */
  private Outcome again(Connection transaction, String shown, @Nullable Row first)
      throws SQLException {
    String token = shown;
    Row row = first;
    while (row != null && row.used() && row.justNow()) {
      token = secret.successor(token);
      row = lock(transaction, token);
    }
    if (row == null) {
      return new Outcome.Unknown();
    }
    return row.used() ? new Outcome.Reused(row.signIn(), row.user()) : row.renewed(token);
  }

  private @Nullable Row lock(Connection transaction, String token) throws SQLException {
    try (PreparedStatement select = transaction.prepareStatement(LOCK)) {
      select.setLong(1, graceMillis);
      select.setBytes(2, Secrets.hash(token));
      return Rows.first(
              select,
              row ->
                  new Row(
                      row.getObject(1, UUID.class),
                      new UserId(row.getString(2)),
                      row.getString(3),
                      row.getBoolean(4),
                      row.getBoolean(5)))
          .orElse(null);
    }
  }

  private static void use(Connection transaction, String token) throws SQLException {
    try (PreparedStatement update = transaction.prepareStatement(USE)) {
      update.setBytes(1, Secrets.hash(token));
      update.executeUpdate();
    }
  }

  private void extend(Connection transaction, UUID signIn) throws SQLException {
    try (PreparedStatement update = transaction.prepareStatement(EXTEND)) {
      update.setLong(1, lifeSeconds);
      update.setObject(2, signIn);
      update.executeUpdate();
    }
  }
}
