package dev.ringside.retention;

import dev.ringside.persistence.Rows;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A notification that a look at the table has found to be too old. */
record Old(String user, UUID id) {

  /** Those that a query of users and ids gives. */
  static List<Old> read(PreparedStatement query) throws SQLException {
    return Rows.all(query, row -> new Old(row.getString(1), row.getObject(2, UUID.class)));
  }

  /** What is to be deleted of each user, for a condition on ids. */
  static <W> Map<String, W> byUser(List<Old> found, Function<List<UUID>, W> which) {
    return found.stream()
        .collect(
            Collectors.groupingBy(
                Old::user,
                Collectors.collectingAndThen(
                    Collectors.mapping(Old::id, Collectors.toList()), which)));
  }
}
