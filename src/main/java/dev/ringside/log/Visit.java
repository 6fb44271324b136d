package dev.ringside.log;

import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One session, as it is shown to whoever it belongs to. Every open session has one, so it is kept
 * as numbers and told as text.
 *
 * @param number names it, on whatever node it is
 * @param kind what it is
 * @param sinceMillis when it began, in milliseconds since 1970
 * @param client where it comes from; null where that is not known
 * @param agent what the client says of itself, cut; null where it says nothing
 */
public record Visit(
    long number,
    Kind kind,
    long sinceMillis,
    @Nullable InetAddress client,
    @Nullable String agent) {

  private static final int DIGITS = Character.MAX_RADIX;

  /** What a session can be. */
  public enum Kind {
    SOCKET,
    EVENTS,
    POLL
  }

  /** A visit that was told as text, by another node. */
  public static Visit told(
      String id, Kind kind, Instant since, @Nullable String address, @Nullable String agent) {
    return new Visit(
        Long.parseUnsignedLong(id, DIGITS),
        kind,
        since.toEpochMilli(),
        address == null ? null : InetAddress.ofLiteral(address),
        agent);
  }

  /** What names it, in letters and digits. */
  public String id() {
    return Long.toUnsignedString(number, DIGITS);
  }

  /** When it began. */
  public Instant since() {
    return Instant.ofEpochMilli(sinceMillis);
  }

  /**
   * Where it comes from, as digits; without the zone, which means something to one machine alone.
   */
  public @Nullable String address() {
    if (client == null) {
      return null;
    }
    String digits = client.getHostAddress();
    int zone = digits.indexOf('%');
    return zone < 0 ? digits : digits.substring(0, zone);
  }
}
