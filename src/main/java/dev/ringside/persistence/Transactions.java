package dev.ringside.persistence;

import dev.ringside.config.RingsideConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Runs work in a transaction of its own, on a connection from the pool or in an {@code
 * EntityManager}. What the work throws rolls back. Safe for any thread; blocks the caller's.
 */
@ApplicationScoped
public class Transactions {

  /** What a read may take whose connection took all the time that there was. */
  private static final long LEAST_MILLIS = 500;

  private final DataSource pool;
  private final EntityManagerFactory entities;

  private final Duration patience;

  @Inject
  Transactions(DataSource pool, EntityManagerFactory entities, RingsideConfig config) {
    this.pool = pool;
    this.entities = entities;
    this.patience = config.database().timeout();
  }

  /**
   * Work on a connection, whose transaction is open already.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection transaction) throws SQLException;
  }

  /**
   * Runs work and commits it.
   *
   * @throws DatabaseException where the database did not do it; see its {@link
   *     DatabaseException#kind()}
   */
  public <T> T run(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      T result = attempt(connection, work);
      commit(connection);
      return result;
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  /**
   * Runs one statement's worth of reading without a transaction around it, which saves two round
   * trips: a single statement has a single snapshot by itself.
   *
   * @throws DatabaseException where the database did not answer
   */
  public <T> T read(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(true);
      return work.run(connection);
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  /**
   * The same for somebody who waits: a connection and an answer have to come within the database's
   * timeout, or half a second later where the connection took all of it. The connection of an
   * answer that does not come is given up, since nothing else ends that wait where the other end
   * stands still.
   *
   * @throws DatabaseException where the database did not answer, or not in time
   */
  public <T> T readInTime(Work<T> work) {
    long end = System.nanoTime() + patience.toNanos();
    return read(
        connection -> {
          limit(connection, end);
          return work.run(connection);
        });
  }

  /**
   * Reads entities for somebody who waits, within the time of {@link #readInTime}.
   *
   * @throws DatabaseException where the database did not answer, or not in time
   */
  public <T> T entitiesInTime(Function<EntityManager, T> work) {
    long end = System.nanoTime() + patience.toNanos();
    return withEntities(
        entities -> {
          entities.<Connection>runWithConnection(connection -> limit(connection, end));
          return work.apply(entities);
        });
  }

  /** Sets what one answer may take; the pool takes that back when it gets the connection back. */
  private static void limit(Connection connection, long end) throws SQLException {
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    connection.setNetworkTimeout(
        Runnable::run, Math.toIntExact(Math.clamp(left, LEAST_MILLIS, Integer.MAX_VALUE)));
  }

  /**
   * Runs work on entities and commits it.
   *
   * @throws DatabaseException where the database did not do it
   */
  public <T> T withEntities(Function<EntityManager, T> work) {
    try {
      return entities.callInTransaction(work);
    } catch (RuntimeException e) {
      // Hibernate wraps what the database says, of entities and of a connection alike.
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException sql) {
          throw DatabaseException.of(sql);
        }
      }
      throw e;
    }
  }

  private static <T> T attempt(Connection connection, Work<T> work) throws SQLException {
    try {
      return work.run(connection);
    } catch (SQLException | RuntimeException | Error e) {
      rollback(connection, e);
      throw e;
    }
  }

  private static void rollback(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is gone, and the transaction with it; what caused it says why.
      cause.addSuppressed(e);
    }
  }

  private static void commit(Connection connection) {
    try {
      connection.commit();
    } catch (SQLException e) {
      DatabaseException failure = DatabaseException.of(e);
      throw failure.kind() == DatabaseException.Kind.UNAVAILABLE
          ? new DatabaseException(DatabaseException.Kind.UNKNOWN_OUTCOME, e)
          : failure;
    }
  }
}
