package dev.ringside.job;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.inbox.Style;
import dev.ringside.wire.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One job, folded in memory: takes operations in their order and says what each does to the job and
 * to its owner's inbox. Knows no database, so the rule of a job can be read, and tested, here
 * alone. Not for several threads.
 */
final class JobFold {

  private final JobName name;
  private final RingsideConfig.Jobs settings;
  private final Instant now;
  private @Nullable Job job;
  private boolean changed;

  /**
   * What an operation does.
   *
   * @param outcome what it is answered
   * @param inbox what it does to the inbox; null for nothing
   */
  record Step(JobOutcome outcome, @Nullable InboxOperation inbox) {

    private static Step of(JobOutcome outcome) {
      return new Step(outcome, null);
    }
  }

  /**
   * Starts from what stands.
   *
   * @param job the job; null where there is none
   * @param now the database's time of this transaction
   */
  JobFold(JobName name, @Nullable Job job, RingsideConfig.Jobs settings, Instant now) {
    this.name = name;
    this.job = job;
    this.settings = settings;
    this.now = now;
  }

  /** Does one operation. */
  Step apply(JobOperation operation) {
    return switch (operation) {
      case JobOperation.Report report -> report(report.report(), earliest(report.at()));
      case JobOperation.Held held -> held(held);
      case JobOperation.End end -> end(end.end());
      case JobOperation.Withdraw _ -> withdraw();
      case JobOperation.Stall _ -> stall();
    };
  }

  private Instant earliest(Instant at) {
    return at.isBefore(now) ? at.truncatedTo(ChronoUnit.MILLIS) : now;
  }

  private Step report(JobReport report, Instant at) {
    Job standing = job;
    if (standing != null && standing.isAfter(report.run())) {
      return superseded(standing);
    }
    if (standing == null || startsAnew(standing, report)) {
      return start(report);
    }
    if (standing.state() == JobState.DONE) {
      return conflict("This run has ended. A report of a new one names a greater run.");
    }
    return hear(standing, report, at, false);
  }

  private static boolean startsAnew(Job standing, JobReport report) {
    if (standing.state() == JobState.DONE) {
      return standing.run() == null || report.run() == null || standing.isBefore(report.run());
    }
    return standing.isBefore(report.run());
  }

  private Step start(JobReport report) {
    if (report.title() == null) {
      return missingTitle();
    }
    Telling first = new Telling(report.title(), null, null, null, null, null).with(report);
    int lease = lease(report, usualLease());
    return become(Job.started(name, first, report.run(), lease, now), JobOutcome.Started::new);
  }

  private Step hear(Job standing, JobReport report, Instant at, boolean atOnce) {
    Telling telling = standing.telling().with(report);
    boolean shows = standing.state() == JobState.STALLED || !telling.equals(standing.telling());
    Duration rest = Duration.between(now, standing.shownAt().plus(settings.pause()));
    if (shows && !atOnce && standing.state() == JobState.RUNNING && rest.isPositive()) {
      // A database's clock that was set back must not hold what is reported until it is there
      // again.
      Duration pause = settings.pause();
      return Step.of(
          new JobOutcome.TooSoon(standing, report, rest.compareTo(pause) < 0 ? rest : pause));
    }
    Long run = report.run() == null ? standing.run() : report.run();
    int lease = lease(report, standing.leaseSeconds());
    Job heard = standing.heard(telling, run, lease, at, now, shows);
    job = heard;
    changed = true;
    return new Step(
        new JobOutcome.Heard(heard, shows),
        shows ? new InboxOperation.Refresh(name.user(), JobNotice.of(heard, true)) : null);
  }

  private Step held(JobOperation.Held held) {
    Job standing = job;
    if (standing == null
        || standing.state() == JobState.DONE
        || !standing.startedAt().equals(held.known().startedAt())) {
      return Step.of(new JobOutcome.Done(false));
    }
    Instant at = earliest(held.at());
    if (at.isBefore(standing.reportedAt())) {
      // Another node has written meanwhile what came to it after this.
      JobReport left = held.report().untold(held.known().telling(), standing.telling());
      return hear(standing, left, standing.reportedAt(), held.atOnce());
    }
    return hear(standing, held.report(), at, held.atOnce());
  }

  private Step end(JobEnd end) {
    Job standing = job;
    if (standing != null && standing.isAfter(end.run())) {
      return superseded(standing);
    }
    if (standing != null && isEndOf(standing, end)) {
      return Step.of(new JobOutcome.Ended(standing));
    }
    if (standing == null && end.title() == null) {
      return rejected(
          Problem.Kind.NOT_FOUND,
          "There is no such job. With a title its end is told all the same.");
    }
    Job run =
        standing == null || standing.isBefore(end.run()) ? unheardOf(standing, end) : standing;
    Telling telling = run.telling().with(last(run.telling(), end));
    Job ended =
        run.ended(
            telling,
            new Job.Ending(end.result(), end.text(), now),
            end.run() == null ? run.run() : end.run());
    if (standing != null && endsAlike(standing, ended)) {
      return Step.of(new JobOutcome.Ended(standing));
    }
    return become(ended, JobOutcome.Ended::new);
  }

  /**
   * Whether an end is that of a run that has ended already, which stays as it has ended: it names
   * that run, or nothing that could be another one.
   */
  private static boolean isEndOf(Job standing, JobEnd end) {
    return standing.state() == JobState.DONE
        && (end.run() == null ? end.title() == null : end.run().equals(standing.run()));
  }

  /** A run of which its end is the first that is heard. */
  private Job unheardOf(@Nullable Job standing, JobEnd end) {
    String title = end.title();
    if (title == null && standing != null) {
      title = standing.telling().title();
    }
    Telling first = new Telling(title == null ? name.key() : title, null, null, null, null, null);
    return Job.started(name, first, end.run(), usualLease(), now);
  }

  private int usualLease() {
    return Math.toIntExact(settings.lease().toSeconds());
  }

  /** What an end says beside how it went. One that succeeds has come all the way. */
  private static JobReport last(Telling before, JobEnd end) {
    boolean whole = before.progress() != null && end.result() == Style.SUCCESS;
    return new JobReport(
        end.title(), whole ? 100 : null, null, null, end.link(), end.data(), null, null, false);
  }

  private static boolean endsAlike(Job standing, Job ended) {
    Job.Ending before = standing.ending();
    Job.Ending after = ended.ending();
    return before != null
        && after != null
        && before.result() == after.result()
        && Objects.equals(before.text(), after.text())
        && standing.telling().equals(ended.telling());
  }

  private Step withdraw() {
    if (job == null) {
      return rejected(Problem.Kind.NOT_FOUND, "There is no such job, or no longer.");
    }
    job = null;
    changed = true;
    return new Step(
        new JobOutcome.Done(true),
        new InboxOperation.Mark(name.user(), As.DELETED, new Which.Keyed(name.key())));
  }

  private Step stall() {
    Job standing = job;
    if (standing == null || standing.leaseUntil() == null || standing.leaseUntil().isAfter(now)) {
      return Step.of(new JobOutcome.Done(false));
    }
    return become(standing.stalled(now), _ -> new JobOutcome.Done(true));
  }

  private Step become(Job next, Function<Job, JobOutcome> outcome) {
    job = next;
    changed = true;
    return new Step(
        outcome.apply(next),
        InboxOperation.Publish.of(new UserId(name.user()), JobNotice.of(next, false), null));
  }

  private static int lease(JobReport report, int otherwise) {
    return report.leaseSeconds() == null ? otherwise : report.leaseSeconds();
  }

  private static Step missingTitle() {
    return Step.of(
        new JobOutcome.Rejected(
            Problem.of(
                Problem.Kind.INVALID,
                List.of(new Problem.FieldError("title", "is needed where a job starts")))));
  }

  private static Step superseded(Job standing) {
    return conflict("A later run of this job has started: " + standing.run() + ".");
  }

  private static Step conflict(String detail) {
    return rejected(Problem.Kind.CONFLICT, detail);
  }

  private static Step rejected(Problem.Kind kind, String detail) {
    return Step.of(new JobOutcome.Rejected(Problem.of(kind, detail)));
  }

  /** The job as the operations so far have left it; null where there is none. */
  @Nullable Job job() {
    return job;
  }

  /** Notes which notification tells of it. */
  void toldBy(UUID notification) {
    if (job != null) {
      job = job.toldBy(notification);
    }
  }

  JobName name() {
    return name;
  }

  boolean hasChanged() {
    return changed;
  }
}
