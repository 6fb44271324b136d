package dev.ringside.inbox;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a notification is to be delivered, as its sender put it. */
public sealed interface Delivery {

  /** The longest that one may wait. */
  Duration MAX = Duration.ofDays(365);

  /** The time of it in milliseconds; null where it is counted from the database's now. */
  default @Nullable Long atMillis() {
    return this instanceof At(Instant time) ? (Long) time.toEpochMilli() : null;
  }

  /** How many milliseconds after the database's now, where no time was named. */
  default long waitMillis() {
    return this instanceof After(Duration time) ? time.toMillis() : 0;
  }

  /** At once. */
  record Now() implements Delivery {}

  /** At a time. */
  record At(Instant time) implements Delivery {}

  /** So long after it was taken, by the database's clock. */
  record After(Duration time) implements Delivery {}
}
