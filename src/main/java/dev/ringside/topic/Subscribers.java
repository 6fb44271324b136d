package dev.ringside.topic;

import dev.ringside.persistence.Rows;
import dev.ringside.recipients.Audience;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The subscribers of a topic. Who leaves before their turn gets nothing. */
@ApplicationScoped
class Subscribers implements Audience {

  private static final String SIZE =
      "select count(*) from subscription where topic = ? and arrival < ?";

  private static final String NEXT =
      """
      select user_id from subscription
      where topic = ? and arrival < ? and user_id > ?
      order by user_id limit ?
      """;

  @Override
  public String kind() {
    return "topic";
  }

  @Override
  public long size(Connection transaction, String name, long arrival) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(SIZE)) {
      statement.setString(1, name);
      statement.setLong(2, arrival);
      return Rows.number(statement);
    }
  }

  @Override
  public List<String> next(
      Connection transaction, String name, long arrival, String after, int limit)
      throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(NEXT)) {
      statement.setString(1, name);
      statement.setLong(2, arrival);
      statement.setString(3, after);
      statement.setInt(4, limit);
      return Rows.texts(statement);
    }
  }
}
