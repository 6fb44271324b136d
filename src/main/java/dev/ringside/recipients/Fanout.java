package dev.ringside.recipients;

import dev.ringside.identity.UserId;
import dev.ringside.inbox.Draft;
import dev.ringside.inbox.DraftJson;
import dev.ringside.inbox.ErasureLock;
import dev.ringside.inbox.InboxOperation;
import dev.ringside.inbox.InboxWriter;
import dev.ringside.inbox.Intake;
import dev.ringside.inbox.Outcome;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the operations, some hundred recipients in a transaction, which also notes how far
 * it has come: so each recipient gets it once, whoever dies, and no inbox is locked for long. The
 * one that has waited longest is next. Any number of nodes work at a time, each at another one.
 */
@ApplicationScoped
class Fanout implements Chore {

  private static final Logger log = LoggerFactory.getLogger(Fanout.class);

  /** Small enough that a publish to one of them waits some milliseconds for its inbox. */
  private static final int STEP = 250;

  private static final long LOCKED_REST_MILLIS = 10;

  private static final String TAKE =
      """
      select id, audience, audience_name, draft, idempotency_key, arrival, after_user
      from operation
      where state = 'running' and start_at <= now() and audience = any(?)
      order by stepped_at limit 1
      for update skip locked
      """;

  private static final String GO_ON =
      """
      update operation set after_user = ?, done = done + ?, stepped_at = clock_timestamp()
      where id = ?
      """;

  private static final String END =
      """
      update operation
      set state = 'done', done = done + ?, total = done + ?, stepped_at = clock_timestamp(),
          ended_at = now()
      where id = ?
      """;

  private static final String FAIL =
      "update operation set state = 'failed', ended_at = now() where id = ?";

  private final Transactions transactions;
  private final Intake intake;
  private final Instance<Audience> audiences;

  @Inject
  Fanout(Transactions transactions, Intake intake, @Any Instance<Audience> audiences) {
    this.transactions = transactions;
    this.intake = intake;
    this.audiences = audiences;
  }

  @Override
  public String name() {
    return "fan-out";
  }

  @Override
  public String due() {
    return "exists (select from operation where state = 'running' and start_at <= now())";
  }

  @Override
  public boolean work() throws InterruptedException {
    Step step = new Step();
    try {
      int _ = intake.take(step, InboxWriter.Locks.WAIT);
    } catch (DatabaseException e) {
      recover(step, e);
      return true;
    }
    return step.taken != null;
  }

  private void recover(Step step, DatabaseException failure) throws InterruptedException {
    switch (failure.kind()) {
      // Somebody else has one of these inboxes locked; nothing was done, so it is tried again.
      case CONTENDED -> Thread.sleep(LOCKED_REST_MILLIS);
      case REFUSED -> {
        Taken refused = step.taken;
        if (refused == null) {
          throw failure;
        }
        log.error("the database refused the operation {}, which has failed", refused.id, failure);
        fail(refused.id);
      }
      case UNAVAILABLE, FULL, UNKNOWN_OUTCOME -> throw failure;
    }
  }

  /** What is next of one operation. */
  private record Taken(
      UUID id, String draft, @Nullable String idempotencyKey, List<String> users) {}

  /** One transaction's worth of one operation. */
  private final class Step implements Intake.Source {

    private @Nullable Taken taken;

    @Override
    public List<InboxOperation> take(Connection transaction) throws SQLException {
      ErasureLock.hold(transaction);
      try (PreparedStatement statement = transaction.prepareStatement(TAKE)) {
        // Another version of Ringside may know others, and goes through those.
        Object[] known = audiences.stream().map(Audience::kind).toArray();
        statement.setArray(1, transaction.createArrayOf("text", known));
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            return List.of();
          }
          taken = taken(transaction, row);
        }
      }
      return publishes(taken);
    }

    private Taken taken(Connection transaction, ResultSet row) throws SQLException {
      Audience audience = audience(row.getString(2));
      return new Taken(
          row.getObject(1, UUID.class),
          row.getString(4),
          row.getString(5),
          audience.next(transaction, row.getString(3), row.getLong(6), row.getString(7), STEP));
    }

    private List<InboxOperation> publishes(Taken next) {
      Draft draft = DraftJson.read(next.draft);
      List<InboxOperation> publishes = new ArrayList<>(next.users.size());
      for (String user : next.users) {
        publishes.add(InboxOperation.Publish.of(new UserId(user), draft, next.idempotencyKey));
      }
      return publishes;
    }

    @Override
    public void settle(Connection transaction, List<@Nullable Outcome> outcomes)
        throws SQLException {
      Taken done = taken;
      if (done == null) {
        return;
      }
      boolean ended = done.users.size() < STEP;
      try (PreparedStatement statement = transaction.prepareStatement(ended ? END : GO_ON)) {
        if (ended) {
          statement.setLong(1, done.users.size());
        } else {
          statement.setString(1, done.users.getLast());
        }
        statement.setLong(2, done.users.size());
        statement.setObject(3, done.id);
        statement.executeUpdate();
      }
    }
  }

  private Audience audience(String kind) {
    return audiences.stream().filter(each -> each.kind().equals(kind)).findAny().orElseThrow();
  }

  private void fail(UUID id) {
    int _ =
        transactions.run(
            transaction -> {
              try (PreparedStatement statement = transaction.prepareStatement(FAIL)) {
                statement.setObject(1, id);
                return statement.executeUpdate();
              }
            });
  }
}
