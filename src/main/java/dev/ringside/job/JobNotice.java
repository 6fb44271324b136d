package dev.ringside.job;

import dev.ringside.inbox.Content;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.Style;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the notification of a job says. */
final class JobNotice {

  private JobNotice() {}

  /**
   * The notification of a job as it stands.
   *
   * @param quiet whether it asks for no attention
   */
  static Draft of(Job job, boolean quiet) {
    Telling telling = job.telling();
    Content content =
        new Content(
            style(job),
            telling.title(),
            text(job),
            telling.link(),
            telling.data(),
            telling.category());
    return Draft.ofJob(content, job.name().key(), telling.progress(), quiet, JobJson.mark(job));
  }

  private static Style style(Job job) {
    Job.Ending ending = job.ending();
    return switch (job.state()) {
      case RUNNING -> Style.INFO;
      case STALLED -> Style.WARNING;
      case DONE -> ending == null ? Style.INFO : ending.result();
    };
  }

  private static @Nullable String text(Job job) {
    Job.Ending ending = job.ending();
    return switch (job.state()) {
      case RUNNING -> job.telling().step();
      case STALLED -> silence(job);
      case DONE -> ending == null ? null : ending.text();
    };
  }

  private static String silence(Job job) {
    String step = job.telling().step();
    return "Nothing was heard of it for "
        + words(Duration.between(job.reportedAt(), job.shownAt()))
        + (step == null ? "." : ", since: " + step);
  }

  /** A length of time in the largest unit of which it has two. */
  private static String words(Duration time) {
    if (time.toHours() >= 2) {
      return time.toHours() + " hours";
    }
    return time.toMinutes() >= 2 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
  }
}
