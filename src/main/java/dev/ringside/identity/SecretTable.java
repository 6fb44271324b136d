package dev.ringside.identity;

import dev.ringside.persistence.Rows;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The secrets in the database that sign user tokens. The one called {@code token} signs, for nodes
 * of earlier versions too; those that signed before are called {@code token:} and more, and end.
 */
public final class SecretTable {

  private static final String SIGNING = "token";
  private static final int BYTES = 32;

  private static final String READ =
      "select value, (extract(epoch from now() - created_at) * 1000000)::bigint, "
          + Deadline.COLUMN
          + " from secret where name = 'token' or name like 'token:%'"
          + " order by name = 'token' desc, created_at desc";

  private static final String KEEP =
      """
      insert into secret (name, value, created_at, expires_at)
      select 'token:' || gen_random_uuid(), value, created_at, now() + ? * interval '1 second'
      from secret where name = 'token'
      """;

  private SecretTable() {}

  /**
   * Makes the secret, where no node has yet.
   *
   * @return whether it did
   */
  static boolean makeFirst(Connection transaction) throws SQLException {
    try (PreparedStatement insert =
        transaction.prepareStatement(
            "insert into secret (name, value, created_at) values (?, ?, now())"
                + " on conflict do nothing")) {
      insert.setString(1, SIGNING);
      insert.setBytes(2, random());
      return insert.executeUpdate() > 0;
    }
  }

  private static byte[] random() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return random;
  }

  /** All secrets that may be good, the newest first. */
  static List<TokenSecret> read(Connection connection) throws SQLException {
    long asked = System.nanoTime();
    try (PreparedStatement query = connection.prepareStatement(READ)) {
      return Rows.all(
          query,
          row ->
              TokenSecret.of(
                  row.getBytes(1),
                  asked - TimeUnit.MICROSECONDS.toNanos(row.getLong(2)),
                  Deadline.read(row, 3, asked)));
    }
  }

  /**
   * Makes a new secret that signs from now on. What was signed by those before it is good for a
   * while yet. Within the caller's transaction.
   *
   * @param overlap how long; zero where they have leaked
   * @return when the ones before end
   */
  public static Instant rotate(Connection transaction, Duration overlap) throws SQLException {
    Stamp.raise(transaction);
    execute(transaction, "delete from secret where name like 'token:%' and expires_at <= now()");
    execute(
        transaction,
        "update secret set expires_at = least(expires_at, now() + ? * interval '1 second')"
            + " where name like 'token:%'",
        overlap);
    execute(transaction, KEEP, overlap);
    try (PreparedStatement update =
        transaction.prepareStatement(
            "update secret set value = ?, created_at = now() where name = ?"
                + " returning now() + ? * interval '1 second'")) {
      update.setBytes(1, random());
      update.setString(2, SIGNING);
      update.setLong(3, overlap.toSeconds());
      return Rows.first(update, row -> row.getObject(1, OffsetDateTime.class).toInstant())
          .orElseThrow();
    }
  }

  private static void execute(Connection transaction, String sql, Duration... values)
      throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setLong(i + 1, values[i].toSeconds());
      }
      var _ = statement.executeUpdate();
    }
  }
}
