package dev.ringside.job;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.AfterCommit;
import dev.ringside.log.Broker;
import dev.ringside.log.CountedBatch;
import dev.ringside.log.GroupCommit;
import dev.ringside.log.LogName;
import dev.ringside.log.Signal;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import io.micrometer.core.instrument.Counter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The rule of jobs: a start, a stall and an end are committed together with whoever else waits and
 * then answered; a report that comes sooner after the last one than people can read is held for a
 * moment, answered at once, and written with whatever else was reported by then. Never blocks the
 * caller; safe for any thread.
 */
@ApplicationScoped
public class JobService {

  private final GroupCommit<JobOperation, JobOutcome> commits;
  private final DatabaseClock clock;
  private final HeldReports held;
  private final HeldWriting writing;
  private final Counter started;
  private final Counter stored;
  private final Counter merged;

  @Inject
  JobService(
      RingsideConfig config,
      Transactions transactions,
      JobWriter writer,
      DatabaseClock clock,
      AfterCommit rung,
      Broker broker,
      Metrics metrics) {
    this.clock = clock;
    started = metrics.counter(Metric.JOB_REPORTS, "started");
    stored = metrics.counter(Metric.JOB_REPORTS, "stored");
    merged = metrics.counter(Metric.JOB_REPORTS, "held");
    commits =
        new GroupCommit<>(
            "job",
            config.writer(),
            new CountedBatch<>(new JobBatch(transactions, writer, rung, broker), metrics),
            metrics.counter(Metric.WRITER_REFUSED));
    held = new HeldReports(config.jobs(), config.writer());
    metrics.watch(Metric.JOB_REPORTS_HELD, held::size);
    writing = new HeldWriting(held, config.jobs().pause(), this::write);
    commits.start();
    writing.start();
  }

  /** One transaction for a batch of operations, and what follows its commit. */
  private record JobBatch(
      Transactions transactions, JobWriter writer, AfterCommit rung, Broker broker)
      implements GroupCommit.Batch<JobOperation, JobOutcome> {

    @Override
    public List<@Nullable JobOutcome> commit(List<JobOperation> operations, boolean passing) {
      JobWriter.Applied applied =
          transactions.run(transaction -> writer.apply(transaction, operations, passing));
      rung.committed(applied.rung());
      return applied.outcomes();
    }

    @Override
    public void outcomeUnknown(List<JobOperation> operations) {
      operations.stream()
          .map(each -> each.name().user())
          .distinct()
          .forEach(user -> broker.signal(new Signal.Suspect(LogName.inbox(user))));
    }
  }

  /** What a report is answered. */
  sealed interface Answer {

    /** It is stored. */
    record Stored(JobOutcome outcome) implements Answer {}

    /** It is taken, and will be stored in a moment; the job as it will stand then. */
    record Held(Job job) implements Answer {}
  }

  /**
   * Takes a report into what is held of its job already.
   *
   * @return null where it has to be written: {@link #report} does that
   */
  @Nullable Job absorb(JobName name, JobReport report) {
    Job job = held.absorb(name, report, clock.now());
    if (job != null) {
      merged.increment();
    }
    return job;
  }

  /**
   * Starts a job, or reports of it.
   *
   * @param home where the answer is completed
   * @return its answer; or, exceptionally, a 503 where it is not known to be stored
   */
  CompletableFuture<Answer> report(JobName name, JobReport report, Executor home) {
    Instant at = clock.now();
    return commits
        .submit(new JobOperation.Report(name, report, at), report.bytes(), home)
        .thenApply(
            outcome ->
                switch (outcome) {
                  case JobOutcome.TooSoon soon -> hold(soon, at);
                  case JobOutcome.Started(var job) -> {
                    started.increment();
                    held.written(job);
                    yield new Answer.Stored(outcome);
                  }
                  case JobOutcome.Heard(var job, _) -> {
                    stored.increment();
                    held.written(job);
                    yield new Answer.Stored(outcome);
                  }
                  default -> new Answer.Stored(outcome);
                });
  }

  private Answer hold(JobOutcome.TooSoon soon, Instant at) {
    Job job = held.hold(new HeldReports.Taken(soon.job(), soon.report(), at), soon.rest());
    if (job == null) {
      throw ProblemException.of(
          Problem.Kind.UNAVAILABLE, "Too many reports are held; nothing was stored.");
    }
    merged.increment();
    return new Answer.Held(job);
  }

  /** Ends a job. What is held of it is written first. */
  CompletableFuture<JobOutcome> end(JobName name, JobEnd end, Executor home) {
    writeHeld(name);
    return commits
        .submit(new JobOperation.End(name, end), end.bytes(), home)
        .thenApply(
            outcome -> {
              if (outcome instanceof JobOutcome.Ended(var job)) {
                held.written(job);
              }
              return outcome;
            });
  }

  /** Takes a job back, with its notification. */
  CompletableFuture<JobOutcome> withdraw(JobName name, Executor home) {
    HeldReports.Taken _ = held.take(name);
    return commits.submit(new JobOperation.Withdraw(name), 64, home);
  }

  /** Notes that leases have run out, of those whose lease has, still. */
  List<CompletableFuture<JobOutcome>> stall(List<JobName> names) {
    return names.stream()
        .map(name -> commits.submit(new JobOperation.Stall(name), 64, Runnable::run))
        .toList();
  }

  /** They share a transaction, in this order, or the end's is the later one. */
  private void writeHeld(JobName name) {
    HeldReports.Taken taken = held.take(name);
    if (taken != null) {
      CompletableFuture<JobOutcome> _ = write(taken, true);
    }
  }

  private CompletableFuture<JobOutcome> write(HeldReports.Taken taken, boolean atOnce) {
    return commits
        .submit(taken.operation(atOnce), taken.report().bytes(), Runnable::run)
        .whenComplete(
            (outcome, failure) -> {
              if (outcome instanceof JobOutcome.Heard(var job, _)) {
                stored.increment();
                if (!atOnce) {
                  held.written(job);
                }
              } else if (outcome instanceof JobOutcome.TooSoon(var job, var left, var rest)) {
                Job _ = held.hold(new HeldReports.Taken(job, left, taken.at()), rest);
              } else if (failure != null && !atOnce) {
                // It is tried again: what is not answered is not known to be stored, and harmless.
                Job _ = held.hold(taken, HeldWriting.FAILURE_REST);
              }
            });
  }

  /** Writes what is held. Called once nobody reports any more, before the database goes. */
  public void settle() {
    writing.close();
  }

  @PreDestroy
  void stop() {
    commits.close();
  }
}
