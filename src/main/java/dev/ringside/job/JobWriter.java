package dev.ringside.job;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.InboxWriter;
import dev.ringside.inbox.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes operations to jobs, and what they do to inboxes, inside anybody's transaction: lock the
 * jobs, sorted; fold the operations in memory; write the inboxes, then the jobs. Jobs lock before
 * inboxes. Stateless, safe for any thread.
 */
@ApplicationScoped
class JobWriter {

  private final InboxWriter inboxes;
  private final DatabaseClock clock;
  private final RingsideConfig.Jobs settings;

  @Inject
  JobWriter(InboxWriter inboxes, DatabaseClock clock, RingsideConfig config) {
    this.inboxes = inboxes;
    this.clock = clock;
    this.settings = config.jobs();
  }

  /**
   * What was written, for after the commit.
   *
   * @param outcomes for each operation in its place; null where its job was locked
   * @param rung what was done to inboxes
   */
  record Applied(List<@Nullable JobOutcome> outcomes, InboxWriter.Applied rung) {}

  /** An operation that was folded, and where its part of the inbox's outcomes is; -1 for none. */
  private record Folded(JobFold fold, JobOutcome outcome, int inbox) {}

  /**
   * Applies operations in their order.
   *
   * @param transaction an open transaction, which the caller commits
   * @param passing whether to go on without jobs that somebody else has locked
   */
  Applied apply(Connection transaction, List<JobOperation> operations, boolean passing)
      throws SQLException {
    JobStatements sql = new JobStatements(transaction);
    Map<JobName, JobFold> folds = lock(sql, operations, passing);
    Set<JobName> locked = locked(sql, operations, folds, passing);
    List<InboxOperation> rings = new ArrayList<>();
    List<@Nullable Folded> folded = new ArrayList<>(operations.size());
    for (JobOperation operation : operations) {
      folded.add(fold(operation, folds, locked, rings));
    }
    // A locked inbox fails its batch, which is then halved.
    InboxWriter.Applied rung = inboxes.apply(transaction, rings, InboxWriter.Locks.WAIT);
    List<@Nullable JobOutcome> outcomes = new ArrayList<>(operations.size());
    for (Folded each : folded) {
      outcomes.add(each == null ? null : told(each, rung.outcomes()));
    }
    write(sql, List.copyOf(folds.values()));
    return new Applied(outcomes, rung);
  }

  private Map<JobName, JobFold> lock(
      JobStatements sql, List<JobOperation> operations, boolean passing) throws SQLException {
    Set<JobName> names = new TreeSet<>();
    Set<JobName> missing = new TreeSet<>();
    for (JobOperation operation : operations) {
      names.add(operation.name());
      if (mayStart(operation)) {
        missing.add(operation.name());
      }
    }
    Map<JobName, JobFold> folds = new HashMap<>();
    open(folds, sql.lock(names, passing));
    missing.removeAll(folds.keySet());
    if (!missing.isEmpty()) {
      sql.open(missing);
      open(folds, sql.lock(missing, passing));
    }
    return folds;
  }

  private static boolean mayStart(JobOperation operation) {
    return switch (operation) {
      case JobOperation.Report report -> report.report().title() != null;
      case JobOperation.End end -> end.end().title() != null;
      case JobOperation.Held _, JobOperation.Withdraw _, JobOperation.Stall _ -> false;
    };
  }

  private void open(Map<JobName, JobFold> folds, List<JobStatements.Locked> rows) {
    if (!rows.isEmpty()) {
      clock.tells(rows.getLast().now());
    }
    for (JobStatements.Locked row : rows) {
      folds.put(row.name(), new JobFold(row.name(), row.job(), settings, row.now()));
    }
  }

  /** Those that are there, and locked by somebody else. */
  private static Set<JobName> locked(
      JobStatements sql,
      List<JobOperation> operations,
      Map<JobName, JobFold> folds,
      boolean passing)
      throws SQLException {
    Set<JobName> unopened = new TreeSet<>();
    for (JobOperation operation : operations) {
      if (!folds.containsKey(operation.name())) {
        unopened.add(operation.name());
      }
    }
    return unopened.isEmpty() || !passing ? Set.of() : sql.existing(unopened);
  }

  private @Nullable Folded fold(
      JobOperation operation,
      Map<JobName, JobFold> folds,
      Set<JobName> locked,
      List<InboxOperation> rings) {
    JobFold fold = folds.get(operation.name());
    if (fold == null) {
      if (locked.contains(operation.name())) {
        return null;
      }
      // There is none, and this operation makes none: when it is does not matter.
      fold = new JobFold(operation.name(), null, settings, Instant.EPOCH);
    }
    JobFold.Step step = fold.apply(operation);
    if (step.inbox() == null) {
      return new Folded(fold, step.outcome(), -1);
    }
    rings.add(step.inbox());
    return new Folded(fold, step.outcome(), rings.size() - 1);
  }

  /** The outcome, once it is known which notification tells of the job. */
  private static JobOutcome told(Folded folded, List<@Nullable Outcome> inbox) {
    if (folded.inbox >= 0) {
      UUID id =
          switch (Objects.requireNonNull(inbox.get(folded.inbox))) {
            case Outcome.Created(var made) -> made.id();
            case Outcome.Replaced(var replaced) -> replaced.id();
            default -> null;
          };
      if (id != null) {
        folded.fold.toldBy(id);
        return switch (folded.outcome) {
          case JobOutcome.Started(var job) -> new JobOutcome.Started(job.toldBy(id));
          case JobOutcome.Heard(var job, var shown) -> new JobOutcome.Heard(job.toldBy(id), shown);
          case JobOutcome.Ended(var job) -> new JobOutcome.Ended(job.toldBy(id));
          default -> folded.outcome;
        };
      }
    }
    return folded.outcome;
  }

  private static void write(JobStatements sql, List<JobFold> folds) throws SQLException {
    List<Job> jobs = new ArrayList<>();
    List<JobName> gone = new ArrayList<>();
    for (JobFold fold : folds) {
      Job job = fold.job();
      if (job == null) {
        gone.add(fold.name());
      } else if (fold.hasChanged()) {
        jobs.add(job);
      }
    }
    sql.write(jobs);
    sql.remove(gone);
  }
}
