package dev.ringside.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.Style;
import dev.ringside.wire.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule of a job, without a database. */
class JobFoldTest {

  private static final JobName NAME = new JobName("42", "export-7");
  private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");
  private static final RingsideConfig.Jobs SETTINGS =
      new RingsideConfig.Jobs(
          Duration.ofSeconds(300),
          Duration.ofMillis(200),
          Duration.ofDays(7),
          Duration.ofSeconds(5));

  private static JobFold at(@Nullable Job job, Instant now) {
    return new JobFold(NAME, job, SETTINGS, now);
  }

  private static JobReport titled(String title, @Nullable Long run) {
    return new JobReport(title, null, null, null, null, null, null, run, false);
  }

  private static JobReport progress(int progress, boolean rewind) {
    return new JobReport(null, progress, null, null, null, null, null, null, rewind);
  }

  private static JobReport ofRun(long run, int progress) {
    return new JobReport(null, progress, null, null, null, null, null, run, false);
  }

  private static JobEnd end(Style result, @Nullable String text, @Nullable Long run) {
    return new JobEnd(result, text, null, null, null, run);
  }

  private static JobFold.Step report(JobFold fold, JobReport report) {
    return fold.apply(new JobOperation.Report(NAME, report, Instant.MAX));
  }

  private static Job started(@Nullable Long run) {
    return job(report(at(null, START), titled("Export", run)));
  }

  private static Job job(JobFold.Step step) {
    return switch (step.outcome()) {
      case JobOutcome.Started(var job) -> job;
      case JobOutcome.Heard(var job, _) -> job;
      case JobOutcome.Ended(var job) -> job;
      default -> throw new AssertionError(step.outcome());
    };
  }

  private static int rejection(JobFold.Step step) {
    assertThat(step.inbox()).isNull();
    return ((JobOutcome.Rejected) step.outcome()).problem().status();
  }

  private static boolean rings(JobFold.Step step) {
    return step.inbox() instanceof InboxOperation.Publish publish && !publish.draft().quiet();
  }

  private static boolean movesInPlace(JobFold.Step step) {
    return step.inbox() instanceof InboxOperation.Refresh refresh && refresh.draft().quiet();
  }

  @Test
  void start_ringsAndReportsMoveInPlace() {
    JobFold.Step start = report(at(null, START), titled("Export", null));
    JobFold.Step next = report(at(job(start), START.plusSeconds(1)), progress(40, false));

    assertThat(rings(start)).isTrue();
    assertThat(movesInPlace(next)).isTrue();
    assertThat(job(next).telling().title()).isEqualTo("Export");
    assertThat(job(next).leaseUntil()).isEqualTo(START.plusSeconds(301));
  }

  @Test
  void firstReport_withoutTitle_isInvalid() {
    assertThat(rejection(report(at(null, START), progress(1, false))))
        .isEqualTo(Problem.Kind.INVALID.status());
  }

  @Test
  void reportWithoutADifference_renewsTheLeaseAndShowsNothing() {
    JobFold.Step step = report(at(started(null), START.plusSeconds(1)), titled("Export", null));

    assertThat(step.inbox()).isNull();
    assertThat(job(step).leaseUntil()).isEqualTo(START.plusSeconds(301));
    assertThat(job(step).shownAt()).isEqualTo(START);
  }

  @Test
  void reportTooSoon_isToBeHeldForTheRestOfThePause() {
    JobFold fold = at(started(null), START.plusMillis(50));

    JobFold.Step step = report(fold, progress(1, false));

    assertThat(step.outcome())
        .isEqualTo(
            new JobOutcome.TooSoon(started(null), progress(1, false), Duration.ofMillis(150)));
    assertThat(fold.hasChanged()).isFalse();
  }

  @Test
  void progress_goesBackOnlyIfTold() {
    Job at60 = job(report(at(started(null), START.plusSeconds(1)), progress(60, false)));

    Job not = job(report(at(at60, START.plusSeconds(2)), progress(40, false)));
    Job told = job(report(at(at60, START.plusSeconds(2)), progress(40, true)));

    assertThat(not.telling().progress()).isEqualTo(60);
    assertThat(told.telling().progress()).isEqualTo(40);
  }

  @Test
  void heldReport_ofAnotherRunOrAfterTheEnd_isNothing() {
    Job ended = job(end(at(started(null), START.plusSeconds(1)), end(Style.SUCCESS, "ok", null)));
    Job before = job(report(at(null, START.minusSeconds(1)), titled("Export", null)));
    var late = new JobOperation.Held(progress(9, false), START, started(null), true);
    var other = new JobOperation.Held(progress(9, false), START, before, true);

    assertThat(at(ended, START.plusSeconds(2)).apply(late).outcome())
        .isEqualTo(new JobOutcome.Done(false));
    assertThat(at(started(null), START.plusSeconds(2)).apply(other).outcome())
        .isEqualTo(new JobOutcome.Done(false));
  }

  private static JobFold.Step end(JobFold fold, JobEnd end) {
    return fold.apply(new JobOperation.End(NAME, end));
  }

  @Test
  void end_ringsAndItsRepetitionDoesNot() {
    Job at60 = job(report(at(started(null), START.plusSeconds(1)), progress(60, false)));
    JobFold.Step first = end(at(at60, START.plusSeconds(2)), end(Style.SUCCESS, "ok", null));
    JobFold.Step again = end(at(job(first), START.plusSeconds(3)), end(Style.SUCCESS, "ok", null));

    assertThat(rings(first)).isTrue();
    assertThat(job(first).telling().progress()).isEqualTo(100);
    assertThat(again.inbox()).isNull();
    assertThat(job(again)).isEqualTo(job(first));
  }

  @Test
  void failure_keepsHowFarItCame() {
    Job at60 = job(report(at(started(null), START.plusSeconds(1)), progress(60, false)));

    Job failed = job(end(at(at60, START.plusSeconds(2)), end(Style.ERROR, "exit 3", null)));

    assertThat(failed.telling().progress()).isEqualTo(60);
    assertThat(failed.leaseUntil()).isNull();
  }

  @Test
  void endOfNothing_isNotFound_butWithATitleItIsTold() {
    assertThat(rejection(end(at(null, START), end(Style.ERROR, null, null))))
        .isEqualTo(Problem.Kind.NOT_FOUND.status());

    JobEnd titled = new JobEnd(Style.ERROR, "exit 3", "Build", null, null, null);
    JobFold.Step told = end(at(null, START), titled);

    assertThat(rings(told)).isTrue();
    assertThat(job(told).state()).isEqualTo(JobState.DONE);
  }

  @Test
  void lease_thatRanOut_stallsOnce_andALateReportRevivesQuietly() {
    var stall = new JobOperation.Stall(NAME);
    JobFold early = at(started(null), START.plusSeconds(299));
    assertThat(early.apply(stall).outcome()).isEqualTo(new JobOutcome.Done(false));

    JobFold fold = at(started(null), START.plusSeconds(300));
    JobFold.Step step = fold.apply(stall);
    assertThat(rings(step)).isTrue();
    assertThat(fold.apply(stall).outcome()).isEqualTo(new JobOutcome.Done(false));

    Job stalled = Objects.requireNonNull(fold.job());
    assertThat(stalled.state()).isEqualTo(JobState.STALLED);
    JobFold.Step late = report(at(stalled, START.plusSeconds(301)), titled("Export", null));
    assertThat(movesInPlace(late)).isTrue();
    assertThat(job(late).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void stall_saysForHowLongAndSinceWhat() {
    var step = new JobReport(null, 40, "compiling", null, null, null, null, null, false);
    Job job = job(report(at(started(null), START.plusSeconds(1)), step));
    JobFold fold = at(job, START.plusSeconds(301));

    var publish =
        (InboxOperation.Publish)
            Objects.requireNonNull(fold.apply(new JobOperation.Stall(NAME)).inbox());

    assertThat(publish.draft().content().content())
        .isEqualTo("Nothing was heard of it for 5 minutes, since: compiling");
    assertThat(publish.draft().content().style()).isEqualTo(Style.WARNING);
    assertThat(publish.draft().progress()).isEqualTo(40);
  }

  @Test
  void laterRun_takesOver_andTheEarlierOneIsRefused() {
    Job first = started(5L);
    JobFold.Step second = report(at(first, START.plusSeconds(9)), titled("Export", 6L));

    assertThat(rings(second)).isTrue();
    assertThat(job(second).startedAt()).isEqualTo(START.plusSeconds(9));
    JobFold later = at(job(second), START.plusSeconds(10));
    assertThat(rejection(report(later, ofRun(5, 99)))).isEqualTo(Problem.Kind.CONFLICT.status());
    assertThat(rejection(end(later, end(Style.ERROR, null, 5L))))
        .isEqualTo(Problem.Kind.CONFLICT.status());
    assertThat(later.hasChanged()).isFalse();
  }

  @Test
  void reportOfARunThatHasEnded_isRefused_andWithoutRunsItStartsAnew() {
    Job ended = job(end(at(started(5L), START.plusSeconds(1)), end(Style.SUCCESS, null, 5L)));
    assertThat(rejection(report(at(ended, START.plusSeconds(2)), ofRun(5, 99))))
        .isEqualTo(Problem.Kind.CONFLICT.status());

    Job unnamed = job(end(at(started(null), START.plusSeconds(1)), end(Style.SUCCESS, "", null)));
    JobFold.Step anew = report(at(unnamed, START.plusSeconds(2)), titled("Export", null));
    assertThat(anew.outcome()).isInstanceOf(JobOutcome.Started.class);
    assertThat(rings(anew)).isTrue();
  }

  @Test
  void withdrawal_deletesTheNotificationOfItsKey() {
    JobFold fold = at(started(null), START.plusSeconds(1));

    JobFold.Step step = fold.apply(new JobOperation.Withdraw(NAME));

    assertThat(step.inbox())
        .isEqualTo(
            new InboxOperation.Mark(
                "42", InboxOperation.As.DELETED, new InboxOperation.Which.Keyed("export-7")));
    assertThat(fold.job()).isNull();
    assertThat(rejection(fold.apply(new JobOperation.Withdraw(NAME))))
        .isEqualTo(Problem.Kind.NOT_FOUND.status());
  }

  @Test
  void endOfWhatHasEnded_changesNothing_unlessItIsAnotherRuns() {
    Job failed =
        job(end(at(started(null), START.plusSeconds(1)), end(Style.ERROR, "exit 3", null)));
    JobFold.Step otherwise = end(at(failed, START.plusSeconds(2)), end(Style.SUCCESS, "ok", null));
    assertThat(job(otherwise)).isEqualTo(failed);
    assertThat(otherwise.inbox()).isNull();

    Job named = job(end(at(started(5L), START.plusSeconds(1)), end(Style.ERROR, "exit 3", 5L)));
    JobEnd titled = new JobEnd(Style.SUCCESS, "ok", "Export", null, null, 5L);
    assertThat(end(at(named, START.plusSeconds(2)), titled).inbox()).isNull();

    // Who tells of ends alone, with a title and without runs, tells of another one each time.
    JobEnd nightly = new JobEnd(Style.SUCCESS, "2 GB", "Backup", null, null, null);
    Job monday = job(end(at(null, START), nightly));
    JobEnd next = new JobEnd(Style.SUCCESS, "3 GB", "Backup", null, null, null);
    assertThat(rings(end(at(monday, START.plusSeconds(86_400)), next))).isTrue();
    assertThat(end(at(monday, START.plusSeconds(1)), nightly).inbox()).isNull();
  }

  @Test
  void heldReport_thatAnotherNodeHasOvertaken_countsWhereNobodyToldMore() {
    Job known = started(null);
    JobReport newer = new JobReport(null, null, "new", null, null, null, null, null, false);
    Job overtaken =
        job(
            at(known, START.plusSeconds(2))
                .apply(new JobOperation.Report(NAME, newer, START.plusMillis(1_500))));
    assertThat(overtaken.reportedAt()).isEqualTo(START.plusMillis(1_500));
    JobReport older = new JobReport(null, 40, "old", null, null, null, null, null, false);
    var held = new JobOperation.Held(older, START.plusMillis(1_400), known, false);

    Job late = job(at(overtaken, START.plusSeconds(3)).apply(held));

    assertThat(late.telling().step()).isEqualTo("new");
    assertThat(late.telling().progress()).isEqualTo(40);
    assertThat(late.reportedAt()).isEqualTo(overtaken.reportedAt());
    var later = new JobOperation.Held(older, START.plusMillis(1_600), known, false);
    assertThat(job(at(overtaken, START.plusSeconds(3)).apply(later)).telling().step())
        .isEqualTo("old");
  }

  @Test
  void databaseClock_thatWasSetBack_holdsReportsNoLongerThanThePause() {
    JobFold.Step step = report(at(started(null), START.minusSeconds(3_600)), progress(10, false));

    assertThat(step.outcome())
        .isInstanceOfSatisfying(
            JobOutcome.TooSoon.class, soon -> assertThat(soon.rest()).isEqualTo(SETTINGS.pause()));
  }

  /** Whatever is merged on the way, the job ends up as if each report had been written. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void mergedReports_leaveTheJobAsIfEachHadBeenWritten(long seed) {
    Random random = new Random(seed);
    Telling each = started(null).telling();
    Telling merged = each;
    JobReport held = null;
    for (int i = 0; i < 400; i++) {
      JobReport report =
          new JobReport(
              random.nextInt(5) == 0 ? "t" + random.nextInt(3) : null,
              random.nextBoolean() ? random.nextInt(101) : null,
              random.nextBoolean() ? "s" + random.nextInt(9) : null,
              null,
              random.nextInt(5) == 0 ? "/l" + random.nextInt(3) : null,
              null,
              null,
              null,
              random.nextInt(9) == 0);
      each = each.with(report);
      held = held == null ? report : held.then(report);
      if (random.nextInt(4) == 0) {
        merged = merged.with(held);
        held = null;
        assertThat(merged).as("seed %d, report %d", seed, i).isEqualTo(each);
      }
    }
  }
}
