package dev.ringside.outbox;

import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.InboxWriter.Locks;
import dev.ringside.inbox.Intake;
import dev.ringside.inbox.Later;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves rows of the outbox into inboxes, a portion in each transaction. No row holds up the rest: a
 * portion that the database does not take is halved until the row that is to blame stands alone,
 * and that is moved out of the way, or its user is set aside.
 *
 * <p><b>Order.</b> {@link dev.ringside.persistence.Chores} calls {@link #work} on one thread, to
 * which the fields belong.
 */
@ApplicationScoped
class OutboxMover implements Chore {

  private static final Logger log = LoggerFactory.getLogger(OutboxMover.class);

  /**
   * Where the value of a row is to blame: bad data, a constraint, a limit, a trigger that raised.
   * Of anything else, such as a missing privilege, the row is innocent.
   */
  private static final Set<String> FAULTS_OF_ROWS = Set.of("22", "23", "54", "P0");

  private final Transactions transactions;
  private final Intake intake;
  private final Later schedule;
  private final OutboxCounts counts;
  private final int most;
  private final Aside aside;
  private int limit;

  @Inject
  OutboxMover(
      Transactions transactions,
      Intake intake,
      Later schedule,
      Metrics metrics,
      RingsideConfig config) {
    this.transactions = transactions;
    this.schedule = schedule;
    this.intake = intake;
    this.counts = new OutboxCounts(metrics);
    this.most = config.outbox().rows();
    this.aside = new Aside(config.outbox().aside());
    this.limit = most;
  }

  @Override
  public String name() {
    return "outbox";
  }

  @Override
  public String due() {
    return OutboxTable.ANY;
  }

  @Override
  public boolean work() {
    OutboxSource source = new OutboxSource(schedule, aside.users(), limit);
    try {
      intake.take(source, Locks.PASS);
    } catch (RuntimeException e) {
      narrow(source.taken(), e);
      return true;
    }
    limit = Math.min(most, limit * 2);
    aside.remove(source.moved().stream().map(OutboxRow::owner).collect(Collectors.toSet()));
    aside.add(source.locked());
    counts.moved(source.moved());
    failed(source.failed());
    return source.isFull();
  }

  /** Finds the row that is not taken, and gets it out of the way. */
  private void narrow(List<OutboxRow> taken, RuntimeException failure) {
    if (taken.isEmpty() || isOfAllRows(failure)) {
      throw failure;
    }
    if (taken.size() > 1) {
      limit = taken.size() / 2;
      return;
    }
    OutboxRow row = taken.getFirst();
    if (isFaultOfRow(failure) && hasFailed(row, words(failure))) {
      return;
    }
    if (failure instanceof DatabaseException) {
      log.warn("the row {} of the outbox is put off: {}", row.id(), words(failure));
    } else {
      log.error("the row {} of the outbox is put off", row.id(), failure);
    }
    aside.add(Set.of(row.owner()));
  }

  /** Whether no row is to blame, since none could be stored now. */
  private static boolean isOfAllRows(RuntimeException failure) {
    return failure instanceof DatabaseException e
        && switch (e.kind()) {
          case UNAVAILABLE, UNKNOWN_OUTCOME, FULL -> true;
          case REFUSED, CONTENDED -> false;
        };
  }

  private static boolean isFaultOfRow(RuntimeException failure) {
    return failure.getCause() instanceof SQLException e
        && e.getSQLState() != null
        && FAULTS_OF_ROWS.contains(e.getSQLState().substring(0, 2));
  }

  /** Without the detail, which may quote the row. */
  private static String words(RuntimeException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /** Moves a row that the database refuses; false where it refuses that too. */
  private boolean hasFailed(OutboxRow row, String words) {
    Map<Long, String> reason = Map.of(row.id(), "the database refused it: " + words);
    try {
      transactions.run(
          transaction -> {
            new OutboxTable(transaction).fail(reason);
            return reason;
          });
    } catch (DatabaseException e) {
      if (isOfAllRows(e)) {
        throw e;
      }
      return false;
    }
    failed(reason);
    return true;
  }

  /** The reasons stay in the table: they may quote the rows. */
  private void failed(Map<Long, String> reasons) {
    if (!reasons.isEmpty()) {
      counts.failed(reasons.size());
      log.warn("moved to outbox_failed, which says why: {} of the outbox", rows(reasons.keySet()));
    }
  }

  private static String rows(Set<Long> ids) {
    long first = ids.iterator().next();
    return ids.size() == 1 ? "the row " + first : ids.size() + " rows from " + first + " on";
  }
}
