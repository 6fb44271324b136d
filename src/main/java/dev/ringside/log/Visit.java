package dev.ringside.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One session, as it is shown to whoever it belongs to.
 *
 * @param id names it, on whatever node it is
 * @param kind what it is
 * @param since when it began
 * @param address where it comes from; null where that is not known
 * @param agent what the client says of itself, cut; null where it says nothing
 */
public record Visit(
    String id, Kind kind, Instant since, @Nullable String address, @Nullable String agent) {

  /** What a session can be. */
  public enum Kind {
    SOCKET,
    EVENTS,
    POLL
  }
}
