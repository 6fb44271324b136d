package dev.ringside.job;

import org.jspecify.annotations.Nullable;

/**
 * What a job tells people.
 *
 * @param title what it is
 * @param progress 0 to 100, or null where nobody knows
 * @param step what it is at
 * @param link where more is to be seen
 * @param data JSON text for the page
 * @param category as of a notification
 */
record Telling(
    String title,
    @Nullable Integer progress,
    @Nullable String step,
    @Nullable String link,
    @Nullable String data,
    @Nullable String category) {

  /** The same after a report. What that leaves out stays; progress goes back only if told to. */
  Telling with(JobReport report) {
    return new Telling(
        report.title() == null ? title : report.title(),
        further(report),
        report.step() == null ? step : report.step(),
        report.link() == null ? link : report.link(),
        report.data() == null ? data : report.data(),
        report.category() == null ? category : report.category());
  }

  private @Nullable Integer further(JobReport report) {
    Integer reported = report.progress();
    if (reported == null || (progress != null && reported < progress && !report.rewind())) {
      return progress;
    }
    return reported;
  }
}
