package dev.ringside.schedule;

import dev.ringside.identity.Erasure;
import dev.ringside.identity.UserId;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is kept until it is due. Stateless, safe for any thread; blocks on the database. */
@ApplicationScoped
class Kept implements Erasure {

  private static final String SELECT =
      """
      select id, key, deliver_at, draft::jsonb ->> 'title', draft::jsonb ->> 'content'
      from scheduled where user_id = ? \
      """;

  private static final String OF_USER = SELECT + "order by deliver_at, id limit ?";

  private static final String ONE = SELECT + "and id = ?";

  private static final String CANCEL = "delete from scheduled where user_id = ? and id = ?";

  private static final String CANCEL_BY_KEY = "delete from scheduled where user_id = ? and key = ?";

  private static final String DUE =
      "select user_id, id from scheduled where deliver_at <= now() order by deliver_at limit ?";

  private static final String ERASE = "delete from scheduled where user_id = ?";

  private final Transactions transactions;

  @Inject
  Kept(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * What is kept of one notification, as a list tells it.
   *
   * @param id the notification will have it, unless it replaces one of the same key
   * @param key its key, if it has one
   * @param deliverAt when it is due
   * @param title its title, if it has one
   * @param content its content, if it has some
   */
  public record Scheduled(
      UUID id,
      @Nullable String key,
      Instant deliverAt,
      @Nullable String title,
      @Nullable String content) {}

  /** One that is due. */
  record Due(String user, UUID id) {}

  /** What is kept for a user, what is due first first. */
  List<Scheduled> of(UserId user, int limit) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(OF_USER)) {
            statement.setString(1, user.value());
            statement.setInt(2, limit);
            return Rows.all(statement, Kept::read);
          }
        });
  }

  /** One that is kept; empty where there is none of this id, or no longer. */
  Optional<Scheduled> find(UserId user, UUID id) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(ONE)) {
            statement.setString(1, user.value());
            statement.setObject(2, id);
            return Rows.first(statement, Kept::read);
          }
        });
  }

  private static Scheduled read(ResultSet row) throws SQLException {
    return new Scheduled(
        row.getObject(1, UUID.class),
        row.getString(2),
        row.getObject(3, OffsetDateTime.class).toInstant(),
        row.getString(4),
        row.getString(5));
  }

  /** Cancels one; false where there is none of this id, or no longer. */
  boolean cancel(UserId user, UUID id) {
    return transactions.run(
        transaction -> {
          try (PreparedStatement statement = transaction.prepareStatement(CANCEL)) {
            statement.setString(1, user.value());
            statement.setObject(2, id);
            return statement.executeUpdate() > 0;
          }
        });
  }

  /** Cancels the one of this key; false where there is none, or no longer. */
  boolean cancel(UserId user, String key) {
    return transactions.run(
        transaction -> {
          try (PreparedStatement statement = transaction.prepareStatement(CANCEL_BY_KEY)) {
            statement.setString(1, user.value());
            statement.setString(2, key);
            return statement.executeUpdate() > 0;
          }
        });
  }

  /** What is due by the database's clock, the longest overdue first. */
  List<Due> due(Connection connection, int limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DUE)) {
      statement.setInt(1, limit);
      return Rows.all(statement, row -> new Due(row.getString(1), row.getObject(2, UUID.class)));
    }
  }

  @Override
  public void erase(Connection transaction, UserId user) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(ERASE)) {
      statement.setString(1, user.value());
      statement.executeUpdate();
    }
  }
}
