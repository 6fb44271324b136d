package dev.ringside.persistence;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a query whose parameters are bound gives, as values. */
public final class Rows {

  private Rows() {}

  /**
   * Makes a value of the row that a result stands at.
   *
   * @param <T> a value
   */
  @FunctionalInterface
  public interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** A value of every row, in their order. */
  public static <T> List<T> all(PreparedStatement query, Reader<T> reader) throws SQLException {
    List<T> values = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        values.add(reader.read(row));
      }
    }
    return values;
  }

  /** A value of the first row, where there is one. */
  public static <T> Optional<T> first(PreparedStatement query, Reader<T> reader)
      throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
    }
  }

  /** The text in the first column of every row, in their order. */
  public static List<String> texts(PreparedStatement query) throws SQLException {
    return all(query, row -> row.getString(1));
  }

  /** The number in the first column of the one row that there is. */
  public static long number(PreparedStatement query) throws SQLException {
    return first(query, row -> row.getLong(1)).orElseThrow();
  }
}
