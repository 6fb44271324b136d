package dev.ringside.room;

import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pages of what was said, by where in the room it was said: the order of the index is the order of
 * reading, so the first page costs what the last one does. Stateless, safe for any thread; blocks.
 */
@ApplicationScoped
class History {

  static final String OLDER =
      "select "
          + MessageRow.COLUMNS
          + """

          from message m where m.room = ? and m.deleted_at is null and m.said < ?
          order by m.said desc limit ?
          """;

  static final String NEWER =
      "select "
          + MessageRow.COLUMNS
          + """

          from message m where m.room = ? and m.deleted_at is null and m.said > ?
          order by m.said limit ?
          """;

  private static final String SAID = "select said from message where room = ? and id = ?";

  private static final String ONE =
      "select "
          + MessageRow.COLUMNS
          + " from message m where m.room = ? and m.id = ? and m.deleted_at is null";

  private final Transactions transactions;

  @Inject
  History(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Where a page lies. */
  sealed interface Place {

    /** The last ones. */
    record Last() implements Place {}

    /** Just before a message. */
    record Before(String id) implements Place {}

    /** Just after a message. */
    record After(String id) implements Place {}

    /** On both sides of a message, and that one. */
    record Around(String id) implements Place {}
  }

  /**
   * A page, the oldest first.
   *
   * @param more whether there are more on the side that was asked for; of the last ones and around
   *     a message, older ones
   * @param moreAfter the same of newer ones around a message; null where that was not asked for
   */
  record Page(List<Message> messages, boolean more, @Nullable Boolean moreAfter) {}

  /**
   * Reads a page.
   *
   * @throws ProblemException a 404 where the message that was named is not there
   */
  Page page(Room room, Place place, int limit) {
    return transactions.readInTime(
        connection ->
            switch (place) {
              case Place.Last _ -> older(connection, room, Long.MAX_VALUE, limit);
              case Place.Before(var id) ->
                  older(connection, room, said(connection, room, id), limit);
              case Place.After(var id) -> {
                List<Message> found =
                    find(connection, NEWER, room, said(connection, room, id), limit + 1);
                yield new Page(cut(found, limit), found.size() > limit, null);
              }
              case Place.Around(var id) -> around(connection, room, id, limit);
            });
  }

  private static Page older(Connection connection, Room room, long said, int limit)
      throws SQLException {
    List<Message> found = find(connection, OLDER, room, said, limit + 1);
    return new Page(cut(found, limit).reversed(), found.size() > limit, null);
  }

  private static Page around(Connection connection, Room room, String id, int limit)
      throws SQLException {
    long said = said(connection, room, id);
    int half = limit / 2;
    List<Message> before = find(connection, OLDER, room, said, half + 1);
    List<Message> after = find(connection, NEWER, room, said - 1, limit - half + 1);
    List<Message> all = new ArrayList<>(cut(before, half).reversed());
    all.addAll(cut(after, limit - half));
    return new Page(List.copyOf(all), before.size() > half, after.size() > limit - half);
  }

  private static List<Message> cut(List<Message> found, int limit) {
    return found.subList(0, Math.min(limit, found.size()));
  }

  private static long said(Connection connection, Room room, String id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SAID)) {
      select.setLong(1, room.no());
      select.setString(2, id);
      return Rows.first(select, row -> row.getLong(1)).orElseThrow(() -> unknown(id));
    }
  }

  static ProblemException unknown(String id) {
    return ProblemException.of(
        Problem.Kind.NOT_FOUND, "This room has no message %s.", Json.printable(id));
  }

  private static List<Message> find(
      Connection connection, String sql, Room room, long said, int limit) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, room.no());
      select.setLong(2, said);
      select.setInt(3, limit);
      return Rows.all(select, row -> MessageRow.read(row, room.id(), 1));
    }
  }

  /** One message. */
  Optional<Message> find(Room room, String id) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(ONE)) {
            select.setLong(1, room.no());
            select.setString(2, id);
            return Rows.first(select, row -> MessageRow.read(row, room.id(), 1));
          }
        });
  }
}
