package dev.ringside.topic;

import dev.ringside.identity.Erasure;
import dev.ringside.identity.UserId;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Who has subscribed to what. Stateless, safe for any thread; blocks on the database. */
@ApplicationScoped
class Topics implements Erasure {

  private static final String MAKE = "insert into topic (name) values (?) on conflict do nothing";

  private static final String SUBSCRIBE =
      "insert into subscription (topic, user_id) values (?, ?) on conflict do nothing";

  private static final String UNSUBSCRIBE =
      "delete from subscription where topic = ? and user_id = ?";

  private static final String EXISTS = "select exists (select from topic where name = ?)";

  private static final String DELETE = "delete from topic where name = ?";

  private static final String ALL =
      """
      select name, (select count(*) from subscription s where s.topic = t.name)
      from topic t where name > ? order by name limit ?
      """;

  private static final String SUBSCRIBERS =
      """
      select user_id from subscription where topic = ? and user_id > ? order by user_id limit ?
      """;

  private static final String OF_USER =
      "select topic from subscription where user_id = ? and topic > ? order by topic limit ?";

  private final Transactions transactions;

  @Inject
  Topics(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * A topic.
   *
   * @param topic its name
   * @param subscribers how many have subscribed
   */
  public record Topic(String topic, long subscribers) {}

  /** Subscribes a user; false where that was so already. The first subscriber makes the topic. */
  boolean subscribe(TopicName topic, UserId user) {
    return transactions.run(
        transaction -> {
          change(transaction, MAKE, topic.value());
          return change(transaction, SUBSCRIBE, topic.value(), user.value()) == 1;
        });
  }

  /** Ends a subscription, where there is one. */
  void unsubscribe(TopicName topic, UserId user) {
    int _ = transactions.run(tx -> change(tx, UNSUBSCRIBE, topic.value(), user.value()));
  }

  /** Removes a topic with all subscriptions to it; false where there is none. */
  boolean delete(TopicName topic) {
    return transactions.run(tx -> change(tx, DELETE, topic.value())) == 1;
  }

  boolean exists(TopicName topic) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(EXISTS)) {
            statement.setString(1, topic.value());
            return Rows.first(statement, row -> row.getBoolean(1)).orElseThrow();
          }
        });
  }

  /** Topics in the order of their names, those after {@code after}. */
  List<Topic> all(String after, int limit) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(ALL)) {
            statement.setString(1, after);
            statement.setInt(2, limit);
            return Rows.all(statement, row -> new Topic(row.getString(1), row.getLong(2)));
          }
        });
  }

  /** A topic's subscribers in the order of their ids; empty where there is no such topic. */
  Optional<List<String>> subscribers(TopicName topic, String after, int limit) {
    List<String> users =
        transactions.readInTime(tx -> names(tx, SUBSCRIBERS, topic.value(), after, limit));
    return users.isEmpty() && !exists(topic) ? Optional.empty() : Optional.of(users);
  }

  /** What a user has subscribed to, in the order of names. */
  List<String> of(UserId user, String after, int limit) {
    return transactions.readInTime(tx -> names(tx, OF_USER, user.value(), after, limit));
  }

  @Override
  public void erase(Connection transaction, UserId user) throws SQLException {
    int _ = change(transaction, "delete from subscription where user_id = ?", user.value());
  }

  private static int change(Connection transaction, String sql, String... values)
      throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private static List<String> names(
      Connection connection, String sql, String of, String after, int limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, of);
      statement.setString(2, after);
      statement.setInt(3, limit);
      return Rows.texts(statement);
    }
  }
}
