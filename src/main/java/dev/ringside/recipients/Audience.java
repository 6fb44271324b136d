package dev.ringside.recipients;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Many users whom an operation goes through, in the order of their ids; found by CDI. Stateless,
 * safe for any thread.
 */
public interface Audience {

  /** What operations call it in their row; never changes. */
  String kind();

  /**
   * How many there are.
   *
   * @param name which audience of this kind
   * @param arrival only those who arrived before this number
   */
  long size(Connection transaction, String name, long arrival) throws SQLException;

  /**
   * The next of them.
   *
   * @param after only those whose id comes after this one
   * @param limit how many at most; fewer means that there are no more
   */
  List<String> next(Connection transaction, String name, long arrival, String after, int limit)
      throws SQLException;
}
