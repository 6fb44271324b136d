package dev.ringside.persistence;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fills the array parameters of a statement that takes many rows at once, one column of them after
 * the other. For one thread.
 *
 * @param <T> a row
 */
public final class ArrayColumns<T> {

  private final PreparedStatement statement;
  private final List<T> rows;
  private int next;

  /**
   * Fills none yet.
   *
   * @param first the number of the first parameter to fill
   */
  public ArrayColumns(PreparedStatement statement, int first, List<T> rows) {
    this.statement = statement;
    this.rows = rows;
    this.next = first;
  }

  /**
   * Fills the next parameter.
   *
   * @param type PostgreSQL's name of what the array holds
   * @param value what a row has there
   */
  public void add(String type, Function<T, @Nullable Object> value) throws SQLException {
    @Nullable Object[] values = new @Nullable Object[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(rows.get(i));
    }
    statement.setArray(next++, statement.getConnection().createArrayOf(type, values));
  }
}
