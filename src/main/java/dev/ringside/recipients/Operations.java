package dev.ringside.recipients;

import dev.ringside.inbox.Draft;
import dev.ringside.inbox.DraftJson;
import dev.ringside.inbox.FreshId;
import dev.ringside.persistence.Chores;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starts operations, and tells how far they have come. Stateless, safe for any thread; blocks. */
@ApplicationScoped
public class Operations {

  private static final String FORGET_OLD_CALL =
      """
      update operation set idempotency_key = null
      where audience = ? and audience_name = ? and idempotency_key = ?
        and stepped_at < now() - interval '24 hours'\
      """;

  private static final String INSERT =
      """
      insert into operation (id, audience, audience_name, draft, idempotency_key, arrival, total,
                             start_at)
      values (?, ?, ?, ?, ?, ?, ?,
              coalesce(timestamptz 'epoch' + ? * interval '1 millisecond',
                       now() + ? * interval '1 millisecond'))
      on conflict (audience, audience_name, idempotency_key) where idempotency_key is not null
        do nothing
      """;

  private static final String SAME_CALL =
      """
      select id from operation
      where audience = ? and audience_name = ? and idempotency_key = ?
      """;

  private static final String FIND = "select state, done, total from operation where id = ?";

  private static final String STOP =
      """
      update operation set state = 'failed', ended_at = now()
      where id = ? and state = 'running'
      """;

  private final Transactions transactions;
  private final Chores chores;

  @Inject
  Operations(Transactions transactions, Chores chores) {
    this.transactions = transactions;
    this.chores = chores;
  }

  /**
   * Starts an operation: committed when this returns, and done from then on whatever dies.
   *
   * @param name which audience of its kind
   * @param idempotencyKey the name of the call, so that its repetition within 24 hours is the same
   *     operation, and each recipient gets it once; or null
   * @return its id
   */
  public UUID start(Audience audience, String name, Draft draft, @Nullable String idempotencyKey) {
    UUID id =
        transactions.run(
            transaction -> {
              UUID fresh = FreshId.next();
              if (idempotencyKey != null) {
                forgetOldCall(transaction, audience, name, idempotencyKey);
              }
              boolean started = insert(transaction, fresh, audience, name, draft, idempotencyKey);
              return started || idempotencyKey == null
                  ? fresh
                  : sameCall(transaction, audience, name, idempotencyKey);
            });
    chores.wake(Fanout.class);
    return id;
  }

  private static void forgetOldCall(
      Connection transaction, Audience audience, String name, String key) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(FORGET_OLD_CALL)) {
      statement.setString(1, audience.kind());
      statement.setString(2, name);
      statement.setString(3, key);
      statement.executeUpdate();
    }
  }

  private static boolean insert(
      Connection transaction,
      UUID id,
      Audience audience,
      String name,
      Draft draft,
      @Nullable String key)
      throws SQLException {
    long arrival = arrival(transaction);
    try (PreparedStatement statement = transaction.prepareStatement(INSERT)) {
      statement.setObject(1, id);
      statement.setString(2, audience.kind());
      statement.setString(3, name);
      statement.setString(4, DraftJson.write(draft));
      statement.setString(5, key);
      statement.setLong(6, arrival);
      statement.setLong(7, audience.size(transaction, name, arrival));
      statement.setObject(8, draft.delivery().atMillis(), Types.BIGINT);
      statement.setLong(9, draft.delivery().waitMillis());
      return statement.executeUpdate() == 1;
    }
  }

  private static long arrival(Connection transaction) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement("select nextval('arrivals')")) {
      return Rows.number(statement);
    }
  }

  private static UUID sameCall(Connection transaction, Audience audience, String name, String key)
      throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(SAME_CALL)) {
      statement.setString(1, audience.kind());
      statement.setString(2, name);
      statement.setString(3, key);
      return Rows.first(statement, row -> row.getObject(1, UUID.class))
          .orElseThrow(
              () -> new IllegalStateException("an operation ended while its call was repeated"));
    }
  }

  /** How far an operation has come; empty where there is none, or it ended more than a day ago. */
  public Optional<Operation> find(UUID id) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setObject(1, id);
            return Rows.first(
                statement,
                row ->
                    new Operation(
                        id,
                        Operation.State.ofWire(row.getString(1)),
                        row.getLong(2),
                        row.getLong(3)));
          }
        });
  }

  /** Stops an operation that is running; who has the notification by now keeps it. */
  public void stop(UUID id) {
    int _ =
        transactions.run(
            transaction -> {
              // A step has the row locked for a moment; whoever wants it stopped waits for that.
              try (PreparedStatement patience =
                  transaction.prepareStatement("set local lock_timeout = '1s'")) {
                patience.execute();
              }
              try (PreparedStatement statement = transaction.prepareStatement(STOP)) {
                statement.setObject(1, id);
                return statement.executeUpdate();
              }
            });
  }
}
