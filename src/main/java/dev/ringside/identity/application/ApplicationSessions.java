package dev.ringside.identity.application;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.StartException;
import dev.ringside.identity.Authenticator;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import dev.ringside.identity.UserId;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's own sessions, looked up in the database that both share. Nothing is cached: who
 * signs out of the application is out here with the next request, and with the next time that an
 * open session is judged.
 *
 * <p><b>Order.</b> A semaphore bounds how many look at the same time; the rest is immutable.
 */
@ApplicationScoped
public class ApplicationSessions implements Authenticator {

  private static final Logger log = LoggerFactory.getLogger(ApplicationSessions.class);

  /** Longer than any secret of a session that a cookie can hold. */
  private static final int LONGEST_SECRET = 4096;

  private final RingsideConfig.Users.@Nullable Session config;
  private final Transactions transactions;
  private final Semaphore turns;
  private final long timeoutMillis;

  @Inject
  ApplicationSessions(RingsideConfig config, Transactions transactions) {
    this.config = config.users().session();
    this.transactions = transactions;
    this.timeoutMillis = config.database().timeout().toMillis();
    this.turns = new Semaphore(this.config == null ? 0 : this.config.atOnce());
    if (this.config != null) {
      tryOut(this.config.query());
    }
  }

  @Override
  public Kind kind() {
    return Kind.APPLICATION_SESSION;
  }

  @Override
  public boolean isOn() {
    return config != null;
  }

  @Override
  public @Nullable String cookie() {
    return config == null ? null : config.cookie();
  }

  @Override
  public Verdict judge(Credential credential) {
    String secret = credential.secret(cookie());
    if (config == null || secret == null) {
      return new Verdict.NotMine();
    }
    boolean possible =
        !secret.isEmpty() && secret.length() <= LONGEST_SECRET && secret.indexOf('\0') < 0;
    return possible
        ? new Verdict.Asks(() -> lookUp(config.query(), secret))
        : new Verdict.Refused("This can be no session of the application's.");
  }

  private Verdict lookUp(String query, String secret) {
    try {
      if (!turns.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS)) {
        return new Verdict.Unknown("Too many sessions are being looked up; try again.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Verdict.Unknown("The node stops.");
    }
    try {
      return transactions.run(transaction -> find(transaction, query, secret));
    } catch (DatabaseException e) {
      log.warn("a session of the application could not be looked up: {}", e.getMessage());
      return new Verdict.Unknown("The application's sessions cannot be looked up at the moment.");
    } finally {
      turns.release();
    }
  }

  private Verdict find(Connection transaction, String query, String secret) throws SQLException {
    prepare(transaction);
    try (PreparedStatement statement = transaction.prepareStatement(query)) {
      statement.setString(1, secret);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? found(row)
            : new Verdict.Refused("The application knows no such session, or it has ended.");
      }
    }
  }

  /** The query is the operator's, but it runs in our name: it may read, see all, and not linger. */
  private void prepare(Connection transaction) throws SQLException {
    try (Statement statement = transaction.createStatement()) {
      statement.execute(
          "set transaction read only; set local search_path = \"$user\", public;"
              + " set local statement_timeout = "
              + timeoutMillis
              + "; set local enable_seqscan = on; set local enable_bitmapscan = on");
    }
  }

  private static Verdict found(ResultSet row) throws SQLException {
    String user = row.getString(1);
    Timestamp end = row.getMetaData().getColumnCount() > 1 ? row.getTimestamp(2) : null;
    if (user == null) {
      return new Verdict.Refused("This session of the application's belongs to nobody.");
    }
    try {
      UserId id = UserId.of(user);
      return new Verdict.Known(Caller.User.until(id, end == null ? Instant.MAX : end.toInstant()));
    } catch (ProblemException e) {
      return new Verdict.Refused("The application's name of this user can be none here.");
    }
  }

  /** Runs it once for a secret that nobody has, and says in the log how the database does it. */
  private void tryOut(String query) {
    try {
      Verdict _ =
          transactions.run(
              transaction -> {
                prepare(transaction);
                int parameters;
                try (PreparedStatement statement = transaction.prepareStatement(query)) {
                  parameters = statement.getParameterMetaData().getParameterCount();
                }
                if (parameters != 1) {
                  throw new StartException(
                      "RINGSIDE_SESSION_QUERY must have one ?, for the session's secret; it has "
                          + parameters
                          + ".");
                }
                requireTime(transaction, query);
                explain(transaction, query);
                return find(transaction, query, "ringside: no session");
              });
    } catch (DatabaseException e) {
      throw new StartException(
          "RINGSIDE_SESSION_QUERY does not work in this database: "
              + e.getMessage()
              + ". Its tables must be readable by Ringside's role; name their schema unless it is"
              + " public.",
          e);
    }
  }

  /** What ends a session is a time, or it would be found out at the first that somebody shows. */
  private static void requireTime(Connection transaction, String query) throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(query)) {
      ResultSetMetaData columns = statement.getMetaData();
      if (columns.getColumnCount() > 1 && !columns.getColumnTypeName(2).startsWith("timestamp")) {
        throw new StartException(
            "The second column of RINGSIDE_SESSION_QUERY says when a session ends, so it must be"
                + " a timestamptz; it is "
                + columns.getColumnTypeName(2)
                + ".");
      }
    }
  }

  private static void explain(Connection transaction, String query) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (PreparedStatement statement = transaction.prepareStatement("explain " + query)) {
      statement.setString(1, "ringside: no session");
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          plan.append("\n  ").append(row.getString(1));
        }
      }
    }
    log.info("sessions of the application are looked up so:{}", plan);
    if (plan.indexOf("Seq Scan") >= 0) {
      log.warn("that reads a whole table each time, unless it is small: it wants an index");
    }
  }
}
