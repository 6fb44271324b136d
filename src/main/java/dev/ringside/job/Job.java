package dev.ringside.job;

import dev.ringside.inbox.Style;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands. Times are whole milliseconds by the database's clock.
 *
 * @param telling what it tells people
 * @param ending how it ended; null until then
 * @param run which run of this key it is, where its reporter says so
 * @param leaseSeconds how long it may be silent
 * @param leaseUntil when it stalls, unless it is heard of; null where it does not run
 * @param reportedAt when it was last heard of
 * @param shownAt when its notification was last changed
 * @param notification the id of its notification; null until that is written
 */
record Job(
    JobName name,
    JobState state,
    Telling telling,
    @Nullable Ending ending,
    @Nullable Long run,
    int leaseSeconds,
    @Nullable Instant leaseUntil,
    Instant startedAt,
    Instant reportedAt,
    Instant shownAt,
    @Nullable UUID notification) {

  /**
   * How it ended.
   *
   * @param result how it went
   * @param text what was said of it
   */
  record Ending(Style result, @Nullable String text, Instant at) {}

  /** One that starts now. */
  static Job started(
      JobName name, Telling telling, @Nullable Long run, int leaseSeconds, Instant now) {
    return new Job(
        name,
        JobState.RUNNING,
        telling,
        null,
        run,
        leaseSeconds,
        now.plusSeconds(leaseSeconds),
        now,
        now,
        now,
        null);
  }

  /**
   * The same after it was heard of: it runs, stalled or not before.
   *
   * @param at when the report came
   * @param now when it is written
   */
  Job heard(
      Telling telling,
      @Nullable Long run,
      int leaseSeconds,
      Instant at,
      Instant now,
      boolean shown) {
    return new Job(
        name,
        JobState.RUNNING,
        telling,
        null,
        run,
        leaseSeconds,
        now.plusSeconds(leaseSeconds),
        startedAt,
        at,
        shown ? now : shownAt,
        notification);
  }

  /** The same after it told its end. */
  Job ended(Telling telling, Ending ending, @Nullable Long run) {
    return new Job(
        name,
        JobState.DONE,
        telling,
        ending,
        run,
        leaseSeconds,
        null,
        startedAt,
        ending.at(),
        ending.at(),
        notification);
  }

  /** The same after its lease has run out. */
  Job stalled(Instant now) {
    return new Job(
        name,
        JobState.STALLED,
        telling,
        null,
        run,
        leaseSeconds,
        null,
        startedAt,
        reportedAt,
        now,
        notification);
  }

  /** The same with the notification that tells of it. */
  Job toldBy(@Nullable UUID id) {
    return new Job(
        name,
        state,
        telling,
        ending,
        run,
        leaseSeconds,
        leaseUntil,
        startedAt,
        reportedAt,
        shownAt,
        id);
  }

  /** Whether a report or an end is of a run before this one. */
  boolean isAfter(@Nullable Long other) {
    return run != null && other != null && other < run;
  }

  /** Whether a report or an end is of a run after this one. */
  boolean isBefore(@Nullable Long other) {
    return run != null && other != null && other > run;
  }
}
