package dev.ringside.job;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is reported of a job, checked; null is what the report leaves out.
 *
 * @param leaseSeconds how long it may be silent from now on
 * @param run which run of this key it is of
 * @param rewind whether progress may go back
 */
record JobReport(
    @Nullable String title,
    @Nullable Integer progress,
    @Nullable String step,
    @Nullable Integer leaseSeconds,
    @Nullable String link,
    @Nullable String data,
    @Nullable String category,
    @Nullable Long run,
    boolean rewind) {

  JobReport {
    rewind = rewind && progress != null;
  }

  /** One report that says what this one and then a later one said. */
  JobReport then(JobReport later) {
    return new JobReport(
        last(title, later.title),
        furthest(later),
        last(step, later.step),
        last(leaseSeconds, later.leaseSeconds),
        last(link, later.link),
        last(data, later.data),
        last(category, later.category),
        last(run, later.run),
        rewind || later.rewind);
  }

  /**
   * What counts of this report where it is older than what stands: what nobody has told since.
   *
   * @param before what stood when it came
   */
  JobReport untold(Telling before, Telling present) {
    return new JobReport(
        untold(title, before.title(), present.title()),
        untold(progress, before.progress(), present.progress()),
        untold(step, before.step(), present.step()),
        null,
        untold(link, before.link(), present.link()),
        untold(data, before.data(), present.data()),
        untold(category, before.category(), present.category()),
        run,
        rewind);
  }

  private static <T> @Nullable T untold(
      @Nullable T reported, @Nullable T before, @Nullable T present) {
    return Objects.equals(before, present) ? reported : null;
  }

  private @Nullable Integer furthest(JobReport later) {
    if (progress == null || later.progress == null || later.rewind) {
      return last(progress, later.progress);
    }
    return Math.max(progress, later.progress);
  }

  private static <T> @Nullable T last(@Nullable T earlier, @Nullable T later) {
    return later == null ? earlier : later;
  }

  /** About how many bytes it takes, for the cap on what waits for the writer. */
  long bytes() {
    return 512L + (data == null ? 0 : data.length());
  }
}
