package dev.ringside.job;

import java.time.Instant;

/** One thing to do to one job. */
sealed interface JobOperation {

  /** Which job. */
  JobName name();

  /** Starts it, or tells how far it is. */
  record Report(JobName name, JobReport report) implements JobOperation {}

  /**
   * Tells what was held for a moment; nothing is done where it has ended meanwhile, or is another
   * run.
   *
   * @param startedAt when the run started that it is of
   * @param atOnce whether it may come sooner after the last change than people can read
   */
  record Held(JobName name, JobReport report, Instant startedAt, boolean atOnce)
      implements JobOperation {}

  /** Ends it. */
  record End(JobName name, JobEnd end) implements JobOperation {}

  /** Takes it back, with its notification. */
  record Withdraw(JobName name) implements JobOperation {}

  /** Notes that its lease has run out, if that is so still. */
  record Stall(JobName name) implements JobOperation {}
}
