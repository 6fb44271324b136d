package dev.ringside.client;

import java.util.List;

/**
 * A user's jobs.
 *
 * @param more whether there are others
 */
public record JobPage(List<JobStatus> jobs, boolean more) {

  /** Copies the list. */
  public JobPage {
    jobs = List.copyOf(jobs);
  }

  static JobPage of(Json.Fields json) {
    return new JobPage(json.rows("jobs").stream().map(JobStatus::of).toList(), json.flag("more"));
  }
}
