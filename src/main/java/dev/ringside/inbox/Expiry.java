package dev.ringside.inbox;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** When a notification is to be deleted, as its sender put it. */
sealed interface Expiry {

  /** The time of it, counted from the database's {@code now}; null for never. */
  @Nullable Instant at(Instant now);

  record Never() implements Expiry {
    @Override
    public @Nullable Instant at(Instant now) {
      return null;
    }
  }

  record At(Instant time) implements Expiry {
    @Override
    public Instant at(Instant now) {
      return time.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  record After(Duration time) implements Expiry {
    @Override
    public Instant at(Instant now) {
      return now.plus(time);
    }
  }
}
