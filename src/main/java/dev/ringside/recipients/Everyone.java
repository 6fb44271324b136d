package dev.ringside.recipients;

import dev.ringside.persistence.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** All whom Ringside has met, by a notification or a hello. */
@ApplicationScoped
class Everyone implements Audience {

  static final String KIND = "everyone";

  private static final String SIZE =
      """
      select (select count(*) from inbox where arrival is null or arrival < ?)
           + (select count(*) from visitor v where v.arrival < ?
              and not exists (select from inbox i where i.user_id = v.user_id
                              and (i.arrival is null or i.arrival < ?)))
      """;

  private static final String NEXT =
      """
      (select user_id from inbox
       where user_id > ? and (arrival is null or arrival < ?) order by user_id limit ?)
      union
      (select user_id from visitor
       where user_id > ? and arrival < ? order by user_id limit ?)
      order by user_id limit ?
      """;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public long size(Connection transaction, String name, long arrival) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(SIZE)) {
      statement.setLong(1, arrival);
      statement.setLong(2, arrival);
      statement.setLong(3, arrival);
      return Rows.number(statement);
    }
  }

  @Override
  public List<String> next(
      Connection transaction, String name, long arrival, String after, int limit)
      throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(NEXT)) {
      statement.setString(1, after);
      statement.setLong(2, arrival);
      statement.setInt(3, limit);
      statement.setString(4, after);
      statement.setLong(5, arrival);
      statement.setInt(6, limit);
      statement.setInt(7, limit);
      return Rows.texts(statement);
    }
  }
}
