package dev.ringside.inbox;

import java.time.Duration;
import java.time.Instant;

/** When a notification is to be delivered, as its sender put it. */
public sealed interface Delivery {

  /** The longest that one may wait. */
  Duration MAX = Duration.ofDays(365);

  /** At once. */
  record Now() implements Delivery {}

  /** At a time. */
  record At(Instant time) implements Delivery {}

  /** So long after it was taken, by the database's clock. */
  record After(Duration time) implements Delivery {}
}
