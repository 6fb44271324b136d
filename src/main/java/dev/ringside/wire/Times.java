package dev.ringside.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Times as they are sent: RFC 3339 in UTC with milliseconds, cut off. Every notification has two or
 * more of them, and a formatter would take a tenth of what its login costs, so the digits are
 * written here.
 */
final class Times {

  /** For years that have another number of digits. */
  private static final DateTimeFormatter ODD =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final int FIRST_YEAR = 1000;
  private static final int LAST_YEAR = 9999;
  private static final int NANOS_PER_MILLI = 1_000_000;

  private Times() {}

  static String rfc3339(Instant time) {
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
    if (utc.getYear() < FIRST_YEAR || utc.getYear() > LAST_YEAR) {
      return ODD.format(time);
    }
    byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
    digits(text, 4, utc.getYear());
    digits(text, 7, utc.getMonthValue());
    digits(text, 10, utc.getDayOfMonth());
    digits(text, 13, utc.getHour());
    digits(text, 16, utc.getMinute());
    digits(text, 19, utc.getSecond());
    digits(text, 23, utc.getNano() / NANOS_PER_MILLI);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Writes a number so that it ends before {@code end}; the zeros before it are there. */
  private static void digits(byte[] text, int end, int number) {
    int rest = number;
    for (int i = end - 1; rest > 0; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
