package dev.ringside.schedule;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.IdempotentAnswers;
import dev.ringside.inbox.Later;
import dev.ringside.inbox.Outcome;
import dev.ringside.log.GroupCommit;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Transactions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps drafts until they are due, those of many callers in one transaction. Never blocks the
 * caller; safe for any thread.
 */
@ApplicationScoped
class Schedule implements Later {

  private final GroupCommit<Keep, Outcome> commits;

  @Inject
  Schedule(RingsideConfig config, Transactions transactions, Metrics metrics) {
    commits =
        new GroupCommit<>(
            "schedule",
            config.writer(),
            new Keeping(transactions),
            metrics.counter(Metric.WRITER_REFUSED));
    commits.start();
  }

  /** A draft that is to be kept. */
  private record Keep(UserId user, Draft draft, Optional<IdempotentAnswers.Call> call) {}

  /** One transaction for all who wait. */
  private record Keeping(Transactions transactions) implements GroupCommit.Batch<Keep, Outcome> {

    @Override
    public List<@Nullable Outcome> commit(List<Keep> keeps, boolean passing) {
      return transactions.run(
          transaction -> {
            ScheduleStatements sql = new ScheduleStatements(transaction);
            sql.lock(keeps.stream().flatMap(keep -> keep.call.stream()).toList());
            List<@Nullable Outcome> outcomes = new ArrayList<>(keeps.size());
            for (Keep keep : keeps) {
              outcomes.add(sql.keep(keep.user, keep.draft, keep.call.orElse(null)));
            }
            return outcomes;
          });
    }

    @Override
    public void outcomeUnknown(List<Keep> keeps) {
      // Nobody follows what is kept.
    }
  }

  @Override
  public CompletableFuture<Outcome> keep(
      UserId user, Draft draft, @Nullable String idempotencyKey, Executor home) {
    return commits.submit(
        new Keep(user, draft, IdempotentAnswers.Call.of(user.value(), idempotencyKey)),
        draft.bytes(),
        home);
  }

  @Override
  public Outcome keep(
      Connection transaction, UserId user, Draft draft, @Nullable String idempotencyKey)
      throws SQLException {
    return new ScheduleStatements(transaction)
        .keep(user, draft, IdempotentAnswers.Call.of(user.value(), idempotencyKey).orElse(null));
  }

  @PreDestroy
  void stop() {
    commits.close();
  }
}
