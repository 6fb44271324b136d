package dev.ringside.outbox;

import dev.ringside.inbox.IdempotentAnswers;
import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.Intake;
import dev.ringside.inbox.Later;
import dev.ringside.inbox.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One portion of the outbox, taken in one transaction by one node at a time: rows in the order of
 * their ids. Those that became notifications are deleted, those that cannot be are moved with the
 * reason, and those whose inbox is locked stay. What it tells afterwards holds where its
 * transaction was committed. For one thread and one use.
 */
final class OutboxSource implements Intake.Source {

  private static final Logger log = LoggerFactory.getLogger(OutboxSource.class);

  private final Later schedule;
  private final Collection<String> except;
  private final int limit;

  private List<OutboxRow> taken = List.of();
  private final List<OutboxRow> sound = new ArrayList<>();
  private final Map<OutboxRow, OutboxRow.Checked.Later> later = new LinkedHashMap<>();
  private final List<OutboxRow> moved = new ArrayList<>();
  private final Map<Long, String> failed = new LinkedHashMap<>();
  private final Set<String> locked = new HashSet<>();

  /**
   * @param schedule keeps what is not due yet
   * @param except users whose rows stay
   * @param limit how many rows it takes at most
   */
  OutboxSource(Later schedule, Collection<String> except, int limit) {
    this.schedule = schedule;
    this.except = except;
    this.limit = limit;
  }

  @Override
  public List<InboxOperation> take(Connection transaction) throws SQLException {
    OutboxTable table = new OutboxTable(transaction);
    if (!table.lock()) {
      return List.of();
    }
    taken = table.next(except, limit);
    List<InboxOperation> operations = new ArrayList<>(taken.size());
    for (OutboxRow row : taken) {
      switch (check(row)) {
        case OutboxRow.Checked.Sound(InboxOperation.Publish publish) -> {
          sound.add(row);
          operations.add(publish);
        }
        case OutboxRow.Checked.Later due -> later.put(row, due);
        case OutboxRow.Checked.Faulty(String reason) -> failed.put(row.id(), reason);
      }
    }
    lockCalls(transaction);
    return operations;
  }

  /** Of what is kept for later: calls are locked before inboxes. */
  private void lockCalls(Connection transaction) throws SQLException {
    List<IdempotentAnswers.Call> calls = new ArrayList<>();
    for (OutboxRow.Checked.Later due : later.values()) {
      IdempotentAnswers.Call.of(due.user().value(), due.idempotencyKey()).ifPresent(calls::add);
    }
    new IdempotentAnswers(transaction).lock(calls);
  }

  /** A fault of ours costs that one row, and no other. */
  private static OutboxRow.Checked check(OutboxRow row) {
    try {
      return row.check();
    } catch (RuntimeException e) {
      log.error("the row {} of the outbox could not be read", row.id(), e);
      return new OutboxRow.Checked.Faulty("Ringside could not read it; its log says why");
    }
  }

  @Override
  public void settle(Connection transaction, List<@Nullable Outcome> outcomes) throws SQLException {
    for (int i = 0; i < outcomes.size(); i++) {
      settle(sound.get(i), outcomes.get(i));
    }
    for (Map.Entry<OutboxRow, OutboxRow.Checked.Later> each : later.entrySet()) {
      OutboxRow.Checked.Later due = each.getValue();
      settle(
          each.getKey(), schedule.keep(transaction, due.user(), due.draft(), due.idempotencyKey()));
    }
    OutboxTable table = new OutboxTable(transaction);
    if (!moved.isEmpty()) {
      table.remove(moved.stream().map(OutboxRow::id).toList());
    }
    if (!failed.isEmpty()) {
      table.fail(failed);
    }
  }

  private void settle(OutboxRow row, @Nullable Outcome outcome) {
    switch (outcome) {
      case Outcome.Created _, Outcome.Replaced _, Outcome.Scheduled _, Outcome.Repeated _ ->
          moved.add(row);
      case Outcome.Rejected rejected -> failed.put(row.id(), rejected.problem().detail());
      case Outcome.Marked _, Outcome.Swept _ ->
          throw new IllegalStateException("a publish marks nothing");
      case null -> locked.add(row.owner());
    }
  }

  /** Whether there may be more rows than it took. */
  boolean isFull() {
    return taken.size() == limit;
  }

  /** What was taken, whatever became of it. */
  List<OutboxRow> taken() {
    return taken;
  }

  /** Rows that are notifications now, or were before. */
  List<OutboxRow> moved() {
    return moved;
  }

  /** The ids of rows that cannot be notifications, and why. */
  Map<Long, String> failed() {
    return failed;
  }

  /** The users whose inboxes somebody else had locked. */
  Set<String> locked() {
    return locked;
  }
}
