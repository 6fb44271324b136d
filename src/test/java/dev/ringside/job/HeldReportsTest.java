package dev.ringside.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.config.RingsideConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static HeldReports.Taken soon(int number, String step) {
    return new HeldReports.Taken(job(number), step(step), Instant.EPOCH);
  }

  private static RingsideConfig.Writer limits(int jobs, long bytes) {
    return new RingsideConfig.Writer(Duration.ZERO, Duration.ZERO, 1, jobs, bytes);
  }

  /** All of them report again whenever one was taken, so there are always more than are taken. */
  @Test
  void moreThanAreTaken_allHaveTheirTurn() {
    int jobs = 50;
    HeldReports held = new HeldReports(NO_PAUSE, limits(jobs, Long.MAX_VALUE));
    Set<JobName> taken = new HashSet<>();
    for (int round = 0; round < jobs; round++) {
      for (int i = 0; i < jobs; i++) {
        assertThat(held.hold(soon(i, "round " + round), Duration.ZERO)).isNotNull();
      }
      held.due(1).forEach(each -> taken.add(each.job().name()));
    }

    assertThat(taken).hasSize(jobs);
  }

  @Test
  void jobBeyondTheMost_isNotHeld() {
    HeldReports held = new HeldReports(NO_PAUSE, limits(1, Long.MAX_VALUE));

    assertThat(held.hold(soon(1, "a"), Duration.ofHours(1))).isNotNull();
    assertThat(held.hold(soon(2, "a"), Duration.ofHours(1))).isNull();
    assertThat(held.hold(soon(1, "b"), Duration.ofHours(1))).isNotNull();
  }

  @Test
  void bytesBeyondTheMost_areNotHeld_untilSomethingIsTaken() {
    String data = "x".repeat(10_000);
    JobReport big = new JobReport(null, null, null, null, null, data, null, null, false);
    HeldReports held = new HeldReports(NO_PAUSE, limits(100, 2 * big.bytes()));
    Duration rest = Duration.ofHours(1);
    for (int i = 1; i <= 3; i++) {
      held.written(job(i));
    }

    assertThat(held.absorb(job(1).name(), big, Instant.EPOCH)).isNotNull();
    assertThat(held.absorb(job(2).name(), big, Instant.EPOCH)).isNotNull();
    assertThat(held.absorb(job(3).name(), big, Instant.EPOCH)).isNull();
    assertThat(held.hold(new HeldReports.Taken(job(4), big, Instant.EPOCH), rest)).isNull();
    // What is merged takes no more than what it replaces, once it is taken out.
    assertThat(held.take(job(1).name())).isNotNull();
    assertThat(held.absorb(job(3).name(), big, Instant.EPOCH)).isNotNull();
    assertThat(held.all()).hasSize(2);
    assertThat(held.hold(new HeldReports.Taken(job(4), big, Instant.EPOCH), rest)).isNotNull();
  }

  /** Two nodes that know nothing of each other, and a reporter that changes between them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void reportsToTwoNodes_endAtTheLastOne(long seed) {
    Random random = new Random(seed);
    RingsideConfig.Jobs settings =
        new RingsideConfig.Jobs(
            Duration.ofSeconds(300),
            Duration.ofMillis(200),
            Duration.ofDays(7),
            Duration.ofSeconds(5));
    RingsideConfig.Writer limits = limits(10, Long.MAX_VALUE);
    List<HeldReports> nodes =
        List.of(new HeldReports(NO_PAUSE, limits), new HeldReports(NO_PAUSE, limits));
    Job[] standing = {job(1)};
    JobName name = standing[0].name();
    Instant now = Instant.EPOCH;
    for (int i = 1; i <= 300; i++) {
      now = now.plusMillis(1 + random.nextInt(120));
      HeldReports node = nodes.get(random.nextInt(2));
      JobReport report = step("step " + i);
      if (node.absorb(name, report, now) == null) {
        write(node, standing, new JobOperation.Report(name, report, now), settings, now);
      }
      flush(nodes.get(random.nextInt(2)), standing, settings, now.plusMillis(random.nextInt(60)));
    }

    for (int i = 0; i < 4; i++) {
      now = now.plusSeconds(1);
      flush(nodes.get(i % 2), standing, settings, now);
    }

    assertThat(standing[0].telling().step()).as("seed %d", seed).isEqualTo("step 300");
  }

  private static void flush(
      HeldReports node, Job[] standing, RingsideConfig.Jobs settings, Instant now) {
    node.due(10).forEach(taken -> write(node, standing, taken.operation(false), settings, now));
  }

  private static void write(
      HeldReports node,
      Job[] standing,
      JobOperation operation,
      RingsideConfig.Jobs settings,
      Instant now) {
    JobFold fold = new JobFold(operation.name(), standing[0], settings, now);
    switch (fold.apply(operation).outcome()) {
      case JobOutcome.Heard(var job, _) -> {
        standing[0] = job;
        node.written(job);
      }
      case JobOutcome.TooSoon(var job, var left, _) -> {
        Instant at =
            switch (operation) {
              case JobOperation.Report report -> report.at();
              case JobOperation.Held held -> held.at();
              default -> throw new AssertionError(operation);
            };
        assertThat(node.hold(new HeldReports.Taken(job, left, at), Duration.ZERO)).isNotNull();
      }
      case JobOutcome other -> throw new AssertionError(other);
    }
  }
}
