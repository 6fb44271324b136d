package dev.ringside.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Inserts numbered rows for users in turn, and notes when their transactions were committed.
 * Threads of its own insert, while the loop's thread reads what they note: the times are atomics.
 */
final class OutboxRun {

  private final String database;
  private final String schema;
  private final List<String> users;
  private final boolean notifies;

  /** When the commit of each row was sent, by {@link System#nanoTime}; 0 before. */
  private final AtomicLongArray committing;

  private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();

  /**
   * @param notifies whether each transaction says {@code notify}
   * @param rows how many there will be in all
   */
  OutboxRun(Options options, List<String> users, boolean notifies, int rows) {
    this.database = options.text("database");
    this.schema = options.text("schema");
    this.users = users;
    this.notifies = notifies;
    this.committing = new AtomicLongArray(rows);
    if (!schema.matches("[a-z_][a-z0-9_]*")) {
      throw new BenchException("--schema is a lower-case name.");
    }
  }

  /** Inserts rows {@code from} to {@code to}, one in each transaction, so many a second. */
  void steadily(int from, int to, int rate) {
    spawn(
        connection -> {
          long start = System.nanoTime();
          for (int row = from; row < to; row++) {
            long due = start + TimeUnit.SECONDS.toNanos(row - from) / rate;
            LockSupport.parkNanos(due - System.nanoTime());
            commit(connection, row, row + 1, 1);
          }
        });
  }

  /** Inserts rows {@code from} to {@code to} over several connections as fast as they go in. */
  void flood(int from, int to, int connections, int batch) {
    for (int i = 0; i < connections; i++) {
      int first = from + i;
      spawn(
          connection -> {
            long step = (long) batch * connections;
            for (long row = first; row < to; row += step) {
              commit(connection, (int) row, (int) Math.min(to, row + step), connections);
            }
          });
    }
  }

  private interface Work {
    void run(Connection connection) throws SQLException;
  }

  private void spawn(Work work) {
    Thread.ofPlatform()
        .daemon()
        .name("application")
        .start(
            () -> {
              try (Connection connection = DriverManager.getConnection(database)) {
                connection.setAutoCommit(false);
                work.run(connection);
              } catch (SQLException e) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Every {@code step}-th row in one transaction. */
  private void commit(Connection connection, int from, int to, int step) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement(
                "insert into " + schema + ".outbox (user_id, title, content) values (?, ?, ?)");
        Statement notify = connection.createStatement()) {
      for (int row = from; row < to; row += step) {
        insert.setString(1, users.get(row % users.size()));
        insert.setString(2, Rings.title(row));
        insert.setString(3, "1,204 rows");
        insert.addBatch();
      }
      insert.executeBatch();
      if (notifies) {
        notify.execute("notify " + schema + "_outbox");
      }
      long now = System.nanoTime();
      for (int row = from; row < to; row += step) {
        committing.set(row, now);
      }
      connection.commit();
    }
  }

  /** When the commit of a row was sent; 0 where it was not. */
  long committing(int row) {
    return committing.get(row);
  }

  /** How many rows there will be in all. */
  int rows() {
    return committing.length();
  }

  /** What went wrong with an insert first. */
  @Nullable SQLException failure() {
    return failure.get();
  }
}
