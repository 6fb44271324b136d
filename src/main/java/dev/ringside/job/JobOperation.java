package dev.ringside.job;

import java.time.Instant;

/** One thing to do to one job. */
sealed interface JobOperation {

  /** Which job. */
  JobName name();

  /**
   * Starts it, or tells how far it is.
   *
   * @param at when that came, by the {@link DatabaseClock}
   */
  record Report(JobName name, JobReport report, Instant at) implements JobOperation {}

  /**
   * Tells what was held for a moment; nothing is done where it has ended meanwhile, or is another
   * run.
   *
   * @param at when the last of it came, by the {@link DatabaseClock}
   * @param known the job as it stood when that came, as far as this node knew
   * @param atOnce whether it may come sooner after the last change than people can read
   */
  record Held(JobReport report, Instant at, Job known, boolean atOnce) implements JobOperation {

    @Override
    public JobName name() {
      return known.name();
    }
  }

  /** Ends it. */
  record End(JobName name, JobEnd end) implements JobOperation {}

  /** Takes it back, with its notification. */
  record Withdraw(JobName name) implements JobOperation {}

  /** Notes that its lease has run out, if that is so still. */
  record Stall(JobName name) implements JobOperation {}
}
