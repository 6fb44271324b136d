package dev.ringside.identity.account;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Slows down guessing, on all nodes together. A password counts as wrong before it is looked at, so
 * that many at once are as slow as one after the other, and is taken back where it was right.
 * Counts fade with time, and no wait adds to itself: whoever waits is let in then.
 *
 * <p>A name waits a short time at most, an address a long one, so one address cannot keep a name
 * from its owner; many could, but not from an address where the owner has signed in before.
 *
 * <p><b>Order.</b> The rows of the database are the locks, for all nodes; turns bound who waits for
 * them here.
 */
@ApplicationScoped
class Guesses {

  private static final String MAKE =
      "insert into guess (subject, failures, failed_at, free_at)"
          + " values (?, 0, now(), now()) on conflict do nothing";

  private static final String LOCK =
      """
      select greatest(0, failures - extract(epoch from clock_timestamp() - failed_at)::float8 / ?),
             (extract(epoch from free_at - clock_timestamp()) * 1000)::bigint
      from guess where subject = ? for update
      """;

  private static final String COUNT =
      """
      update guess set failures = ?, failed_at = clock_timestamp(),
                       free_at = clock_timestamp() + ? * interval '1 millisecond'
      where subject = ?
      """;

  private static final String TAKE_BACK =
      """
      update guess set failures = greatest(0, failures - 1), free_at = clock_timestamp()
      where subject = ?
      """;

  private static final String FORGET = "delete from guess where subject = ?";

  private static final String IS_AT_HOME =
      """
      select from sign_in s join account a using (user_id) where a.name_key = ? and s.address = ?
      limit 1
      """;

  private static final int AT_ONCE = 2;

  /** Beyond, doubling would pass any bound. */
  private static final int MOST_DOUBLINGS = 30;

  private final Transactions transactions;
  private final RingsideConfig.Accounts.Guesses config;
  private final Limit perName;
  private final Limit perAddress;
  private final Duration patience;
  private final Turns turns = new Turns(AT_ONCE);

  /** How many cost no wait, and how long the longest wait is. */
  private record Limit(int free, Duration longest) {}

  /** What is known of a subject: how many count, and how long it has to wait. */
  private record Count(double failures, long waitMillis) {}

  @Inject
  Guesses(RingsideConfig config, Transactions transactions) {
    this.transactions = transactions;
    this.config = config.accounts().guesses();
    this.patience = config.accounts().hashWait().plus(config.database().timeout());
    this.perName = new Limit(this.config.perName(), this.config.longestPerName());
    this.perAddress = new Limit(this.config.perAddress(), this.config.longestPerAddress());
  }

  /**
   * A guess that was counted.
   *
   * @param from where it came from
   * @param counted what it was counted for
   */
  record Attempt(InetAddress from, List<Subject> counted) {}

  /**
   * A guess is about to be looked at.
   *
   * @throws WebApplicationException a 429 that says how long to wait
   */
  Attempt begin(AccountName name, InetAddress from) {
    return inTurn(
        from,
        transaction -> {
          List<Subject> counted = new ArrayList<>();
          // Everybody locks them in this order.
          counted.add(count(transaction, Subject.address(from), perAddress));
          if (!isAtHome(transaction, name, from)) {
            counted.add(count(transaction, Subject.name(name.key()), perName));
          }
          return new Attempt(from, counted);
        });
  }

  /**
   * An account is about to be made.
   *
   * @throws WebApplicationException a 429 that says how long to wait
   */
  void beginNew(InetAddress from) {
    Subject _ =
        inTurn(from, transaction -> count(transaction, Subject.newcomers(from), perAddress));
  }

  /** It was right: the name starts anew, and the address has this one less. */
  void wasRight(AccountName name, Attempt attempt) {
    takeBack(attempt, transaction -> update(transaction, FORGET, Subject.name(name.key())));
  }

  /** It was not looked at after all. */
  void takeBack(Attempt attempt) {
    takeBack(attempt, _ -> 0);
  }

  private void takeBack(Attempt attempt, Transactions.Work<Integer> andThen) {
    int _ =
        inTurn(
            attempt.from(),
            transaction -> {
              for (Subject each : attempt.counted()) {
                int _ = update(transaction, TAKE_BACK, each);
              }
              return andThen.run(transaction);
            });
  }

  /**
   * Few at a time: they wait for each other's rows, and not with all connections that there are.
   */
  private <T> T inTurn(InetAddress from, Transactions.Work<T> work) {
    try {
      if (!turns.take(from, patience.toNanos())) {
        throw ProblemException.of(
            Problem.Kind.UNAVAILABLE, "Too many passwords are being checked; try again.");
      }
      try {
        return transactions.run(
            transaction -> {
              LockWait.allow(transaction);
              return work.run(transaction);
            });
      } finally {
        turns.giveBack();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.of(Problem.Kind.UNAVAILABLE, "The node stops.");
    }
  }

  /** Forgets what was guessed of a name. */
  static void forget(Connection transaction, String nameKey) throws SQLException {
    int _ = update(transaction, FORGET, Subject.name(nameKey));
  }

  private static boolean isAtHome(Connection transaction, AccountName name, InetAddress from)
      throws SQLException {
    try (PreparedStatement select = transaction.prepareStatement(IS_AT_HOME)) {
      select.setString(1, name.key());
      select.setBytes(2, Subject.address(from).hash());
      return Rows.first(select, _ -> true).isPresent();
    }
  }

  private Subject count(Connection transaction, Subject subject, Limit limit) throws SQLException {
    int _ = update(transaction, MAKE, subject);
    Count count = lock(transaction, subject);
    if (count.waitMillis() > 0) {
      throw tooMany(count.waitMillis());
    }
    double failures = count.failures() + 1;
    try (PreparedStatement update = transaction.prepareStatement(COUNT)) {
      update.setDouble(1, failures);
      update.setLong(2, waitMillis(failures, limit));
      update.setBytes(3, subject.hash());
      update.executeUpdate();
    }
    return subject;
  }

  private Count lock(Connection transaction, Subject subject) throws SQLException {
    try (PreparedStatement select = transaction.prepareStatement(LOCK)) {
      select.setDouble(1, config.forget().toMillis() / 1000.0);
      select.setBytes(2, subject.hash());
      // Swept meanwhile, it counts as nothing.
      return Rows.first(select, row -> new Count(row.getDouble(1), row.getLong(2)))
          .orElse(new Count(0, 0));
    }
  }

  private long waitMillis(double failures, Limit limit) {
    int over = (int) Math.ceil(failures) - limit.free();
    if (over <= 0) {
      return 0;
    }
    double doubled =
        config.firstWait().toMillis() * Math.pow(2, Math.min(over - 1, MOST_DOUBLINGS));
    return Math.min((long) doubled, limit.longest().toMillis());
  }

  private static int update(Connection transaction, String sql, Subject subject)
      throws SQLException {
    try (PreparedStatement update = transaction.prepareStatement(sql)) {
      update.setBytes(1, subject.hash());
      return update.executeUpdate();
    }
  }

  private static WebApplicationException tooMany(long waitMillis) {
    long seconds = TimeUnit.MILLISECONDS.toSeconds(waitMillis + 999);
    Problem problem =
        Problem.of(
            Problem.Kind.TOO_MANY, "Too many attempts; try again in " + seconds + " seconds.");
    return new WebApplicationException(
        Response.status(problem.status())
            .header(HttpHeaders.RETRY_AFTER, seconds)
            .entity(problem)
            .build());
  }
}
