package dev.ringside.log;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what followers missed: the port that each kind of log implements. Blocks on the database;
 * safe for any thread.
 */
public interface LogReader {

  /** The kind of log that this one reads. */
  LogName.Kind kind();

  /**
   * Answers every query, in their order, each from a single snapshot of the primary. One round trip
   * serves many.
   *
   * @throws dev.ringside.persistence.DatabaseException where the database does not answer
   */
  List<CatchUp> read(List<Query> queries);

  /**
   * Where the logs stand. A log without a history has the head {@link Position#NONE}.
   *
   * @throws dev.ringside.persistence.DatabaseException where the database does not answer
   */
  Map<LogName, Position> heads(Collection<LogName> logs);

  /**
   * What a follower asks for.
   *
   * @param log the log
   * @param after the position it has, or null for a snapshot
   * @param limit how many rows a snapshot holds at most, 0 to 100
   * @param unreadOnly whether a snapshot holds unread rows alone
   */
  record Query(LogName log, @Nullable Position after, int limit, boolean unreadOnly) {}

  /**
   * An answer.
   *
   * @param to the position of a follower who has applied it
   * @param more whether the log goes on after {@code to}: ask again
   * @param empty whether nothing was missed, so that only a follower who waits for a first answer
   *     needs the frame
   * @param frame the UTF-8 of the frame to send
   */
  @SuppressWarnings("ArrayRecordComponent") // shared and read-only, never compared
  record CatchUp(Position to, boolean more, boolean empty, byte[] frame) {}
}
