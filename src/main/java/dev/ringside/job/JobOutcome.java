package dev.ringside.job;

import dev.ringside.wire.Problem;
import java.time.Duration;

/** What became of a {@link JobOperation}. */
sealed interface JobOutcome {

  /** A run of it has started. */
  record Started(Job job) implements JobOutcome {}

  /**
   * It was heard of.
   *
   * @param shown whether its notification was changed
   */
  record Heard(Job job, boolean shown) implements JobOutcome {}

  /**
   * Nothing was written, as its notification was changed a moment ago.
   *
   * @param report what is still to be told
   * @param rest how long that is to stand
   */
  record TooSoon(Job job, JobReport report, Duration rest) implements JobOutcome {}

  /** It has ended, or had so already. */
  record Ended(Job job) implements JobOutcome {}

  /** It stalled, was withdrawn, or what was asked for is nothing to do any more. */
  record Done(boolean changed) implements JobOutcome {}

  /** The operation cannot be done, and did nothing. */
  record Rejected(Problem problem) implements JobOutcome {}
}
