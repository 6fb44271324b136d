package dev.ringside.room;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.AfterCommit;
import dev.ringside.log.Broker;
import dev.ringside.log.Change;
import dev.ringside.log.CountedBatch;
import dev.ringside.log.GroupCommit;
import dev.ringside.log.LogName;
import dev.ringside.log.Signal;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.ProblemException;
import io.micrometer.core.instrument.Counter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The main path of rooms: what is said is committed together with whoever else waits, then handed
 * to the broker, then answered. Safe for any thread.
 */
@ApplicationScoped
public class RoomService {

  private final GroupCommit<Accepted, RoomOutcome> commits;
  private final Counter said;
  private final Counter repeated;
  private final Counter rejected;

  @Inject
  RoomService(
      RingsideConfig config,
      Transactions transactions,
      RoomWriter writer,
      AfterCommit rung,
      Broker broker,
      Metrics metrics) {
    said = metrics.counter(Metric.ROOM_MESSAGES, "said");
    repeated = metrics.counter(Metric.ROOM_MESSAGES, "repeated");
    rejected = metrics.counter(Metric.ROOM_MESSAGES, "rejected");
    commits =
        new GroupCommit<>(
            "room",
            config.writer(),
            new CountedBatch<>(new RoomBatch(transactions, writer, rung, broker), metrics),
            metrics.counter(Metric.WRITER_REFUSED));
    commits.start();
  }

  /** An operation and when it was handed in, by {@link System#nanoTime}. */
  private record Accepted(RoomOperation operation, long nanos) {}

  /** One transaction for a batch of operations, and what follows its commit. */
  private record RoomBatch(
      Transactions transactions, RoomWriter writer, AfterCommit rung, Broker broker)
      implements GroupCommit.Batch<Accepted, RoomOutcome> {

    @Override
    public List<@Nullable RoomOutcome> commit(List<Accepted> accepted, boolean passing) {
      List<RoomOperation> operations = accepted.stream().map(Accepted::operation).toList();
      RoomWriter.Applied applied =
          transactions.run(transaction -> writer.apply(transaction, operations, passing));
      broker.publish(timed(applied.changes(), accepted));
      applied.signals().forEach(broker::signal);
      rung.committed(applied.rung());
      return applied.outcomes();
    }

    /** The changes, each with the moment at which its room's oldest operation was handed in. */
    private static List<Change> timed(List<Change> changes, List<Accepted> accepted) {
      Map<String, Long> oldest = HashMap.newHashMap(accepted.size());
      accepted.forEach(each -> oldest.putIfAbsent(each.operation.room(), each.nanos));
      return changes.stream()
          .map(each -> each.acceptedAt(oldest.getOrDefault(each.log().id(), Change.UNTIMED)))
          .toList();
    }

    @Override
    public void outcomeUnknown(List<Accepted> accepted) {
      accepted.stream()
          .map(each -> each.operation.room())
          .distinct()
          .forEach(room -> broker.signal(new Signal.Suspect(LogName.room(room))));
    }
  }

  /**
   * Hands in an operation. Never blocks.
   *
   * @param home where the answer is completed
   * @return what became of it, after the commit; or, exceptionally, a 503 where it is not known to
   *     be stored
   */
  public CompletableFuture<RoomOutcome> submit(RoomOperation operation, Executor home) {
    // One that is not whole must fail here, and not with all that it would share a batch with.
    String _ = Objects.requireNonNull(operation.room());
    return commits
        .submit(new Accepted(operation, System.nanoTime()), bytes(operation), home)
        .whenComplete(
            (outcome, _) -> {
              if (operation instanceof RoomOperation.Say) {
                count(outcome);
              }
            });
  }

  private void count(@Nullable RoomOutcome outcome) {
    switch (outcome) {
      case RoomOutcome.Said each -> (each.repeated() ? repeated : said).increment();
      case RoomOutcome.Rejected _ -> rejected.increment();
      case RoomOutcome.Joined _, RoomOutcome.Done _ -> {}
      case null -> {}
    }
  }

  /**
   * Does an operation, and waits for it.
   *
   * @throws ProblemException where it was rejected, or is not known to be stored
   */
  RoomOutcome perform(RoomOperation operation) {
    RoomOutcome outcome;
    try {
      outcome = submit(operation, Runnable::run).join();
    } catch (RuntimeException e) {
      throw ProblemException.causeOf(e) instanceof ProblemException problem ? problem : e;
    }
    if (outcome instanceof RoomOutcome.Rejected(var problem)) {
      throw new ProblemException(problem);
    }
    return outcome;
  }

  private static long bytes(RoomOperation operation) {
    return switch (operation) {
      case RoomOperation.Say say -> 256L + say.content().length();
      case RoomOperation.Edit edit -> 256L + edit.content().length();
      case RoomOperation.Expire _, RoomOperation.Clear _ -> 64L * RoomFold.PORTION;
      default -> 256L;
    };
  }

  @PreDestroy
  void stop() {
    commits.close();
  }
}
