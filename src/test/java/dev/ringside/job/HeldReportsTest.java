package dev.ringside.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.config.RingsideConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is held of jobs, without a database. */
class HeldReportsTest {

  private static final RingsideConfig.Jobs NO_PAUSE =
      new RingsideConfig.Jobs(
          Duration.ofSeconds(300), Duration.ZERO, Duration.ofDays(7), Duration.ofSeconds(5));

  private static JobReport step(String step) {
    return new JobReport(null, null, step, null, null, null, null, null, false);
  }

  private static Job job(int number) {
    return Job.started(
        new JobName("user", "job-" + number),
        new Telling("title", null, null, null, null, null),
        null,
        300,
        Instant.EPOCH);
  }

  /** All of them report again whenever one was taken, so there are always more than are taken. */
  @Test
  void moreThanAreTaken_allHaveTheirTurn() {
    int jobs = 50;
    HeldReports held = new HeldReports(NO_PAUSE, jobs);
    Set<JobName> taken = new HashSet<>();
    for (int round = 0; round < jobs; round++) {
      for (int i = 0; i < jobs; i++) {
        assertThat(held.hold(job(i), step("round " + round), Duration.ZERO)).isNotNull();
      }
      held.due(1).forEach(each -> taken.add(each.job().name()));
    }

    assertThat(taken).hasSize(jobs);
  }

  @Test
  void jobBeyondTheMost_isNotHeld() {
    HeldReports held = new HeldReports(NO_PAUSE, 1);

    assertThat(held.hold(job(1), step("a"), Duration.ofHours(1))).isNotNull();
    assertThat(held.hold(job(2), step("a"), Duration.ofHours(1))).isNull();
    assertThat(held.hold(job(1), step("b"), Duration.ofHours(1))).isNotNull();
  }
}
