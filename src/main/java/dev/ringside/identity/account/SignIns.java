package dev.ringside.identity.account;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Secrets;
import dev.ringside.identity.UserId;
import dev.ringside.log.Broker;
import dev.ringside.log.LogName;
import dev.ringside.log.Signal;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sign-ins, their refresh tokens, and their end, which all nodes are told. Safe for any thread;
 * blocks on the database.
 */
@ApplicationScoped
class SignIns {

  private static final Logger log = LoggerFactory.getLogger(SignIns.class);

  private static final String LIVES =
      """
      select from sign_in where id = ? and user_id = ? and ended_at is null and expires_at > now()
      """;

  /** Waits for a change of the password, or keeps it waiting, so that one sees the other. */
  private static final String OPEN =
      """
      insert into sign_in (id, user_id, address, created_at, expires_at)
      select ?, user_id, ?, now(), now() + ? * interval '1 second'
      from account where user_id = ? and password = ? for share
      """;

  private static final String END =
      """
      update sign_in set ended_at = now() where id = ? and ended_at is null returning id, user_id
      """;

  private static final String END_OTHERS =
      """
      update sign_in set ended_at = now()
      where user_id = ? and ended_at is null and id is distinct from ?
      returning id, user_id
      """;

  private static final String LIVING =
      "select id, user_id from sign_in where user_id = ? and ended_at is null";

  private static final String OF_TOKEN = "select sign_in from refresh_token where hash = ?";

  private static final int AT_ONCE = 2;

  private final Transactions transactions;
  private final Broker broker;
  private final Rotation rotation;
  private final long refreshSeconds;
  private final long patienceNanos;
  private final Turns turns = new Turns(AT_ONCE);

  @Inject
  SignIns(RingsideConfig config, Transactions transactions, Broker broker, AccountSecret secret) {
    this.transactions = transactions;
    this.broker = broker;
    this.rotation = new Rotation(config.accounts(), secret);
    this.refreshSeconds = config.accounts().refresh().toSeconds();
    this.patienceNanos = config.accounts().hashWait().plus(config.database().timeout()).toNanos();
  }

  /**
   * A sign-in that has begun.
   *
   * @param refreshToken its first
   */
  record Begun(UUID id, String refreshToken) {}

  /** Whether this is a sign-in of that user, and has not ended. */
  boolean lives(UUID id, UserId user) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(LIVES)) {
            select.setObject(1, id);
            select.setString(2, user.value());
            return Rows.first(select, _ -> true).isPresent();
          }
        });
  }

  /**
   * Begins one, by a password that was compared.
   *
   * @throws dev.ringside.wire.ProblemException a 401 where it is no longer the password, or there
   *     is no account any more
   */
  Begun begin(Accounts.Kept by, InetAddress from) {
    Begun begun = new Begun(UUID.randomUUID(), Secrets.make(AccountSecret.refreshPrefix()));
    return transactions.run(
        transaction -> {
          LockWait.allow(transaction);
          try (PreparedStatement insert = transaction.prepareStatement(OPEN)) {
            insert.setObject(1, begun.id());
            insert.setBytes(2, Subject.address(from).hash());
            insert.setLong(3, refreshSeconds);
            insert.setString(4, by.account().user().value());
            insert.setString(5, by.password());
            if (insert.executeUpdate() == 0) {
              throw Accounts.wrong();
            }
          }
          rotation.keep(transaction, begun.refreshToken(), begun.id());
          return begun;
        });
  }

  /**
   * Exchanges a refresh token for the next. One that comes again after its use ends its sign-in:
   * somebody has it who should not, and nobody can tell who.
   *
   * @param of the sign-in that it must be of, or null where nothing else came that names one
   */
  Rotation.Outcome refresh(String token, @Nullable UUID of, InetAddress from) {
    Rotation.Outcome outcome =
        inTurn(
            from,
            () ->
                transactions.run(
                    transaction -> {
                      LockWait.allow(transaction);
                      return rotation.refresh(transaction, token, of);
                    }));
    if (outcome instanceof Rotation.Outcome.Reused(UUID signIn, UserId user)) {
      log.warn(
          "a refresh token of the user {} came again after its use: the sign-in {} is ended",
          user,
          signIn);
      end(signIn);
    }
    return outcome;
  }

  /** The sign-in that a refresh token belongs to, used or not; null for none. */
  @Nullable UUID ofToken(@Nullable String token, InetAddress from) {
    return token == null ? null : inTurn(from, () -> find(token)).orElse(null);
  }

  private Optional<UUID> find(String token) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(OF_TOKEN)) {
            select.setBytes(1, Secrets.hash(token));
            return Rows.first(select, row -> row.getObject(1, UUID.class));
          }
        });
  }

  /**
   * Few at a time: anybody may send what looks like a token, and must not take the connections of
   * others with it.
   */
  private <T> T inTurn(InetAddress from, Supplier<T> work) {
    try {
      if (!turns.take(from, patienceNanos)) {
        throw ProblemException.of(
            Problem.Kind.UNAVAILABLE, "Too many sign-ins are being looked up; try again.");
      }
      try {
        return work.get();
      } finally {
        turns.giveBack();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.of(Problem.Kind.UNAVAILABLE, "The node stops.");
    }
  }

  /** Ends one, on all nodes; one that has ended already does no harm. */
  void end(UUID id) {
    tell(
        transactions.run(
            transaction -> {
              try (PreparedStatement update = transaction.prepareStatement(END)) {
                update.setObject(1, id);
                return ended(update);
              }
            }));
  }

  /**
   * Ends all of a user's but one.
   *
   * @param but the one that stays, or null for none
   * @return what is to be told once that is committed
   */
  List<Signal> endOthers(Connection transaction, UserId user, @Nullable UUID but)
      throws SQLException {
    try (PreparedStatement update = transaction.prepareStatement(END_OTHERS)) {
      update.setString(1, user.value());
      update.setObject(2, but, java.sql.Types.OTHER);
      return ended(update);
    }
  }

  /** What is to be told once a user has been erased, with all sign-ins. */
  List<Signal> ending(Connection transaction, UserId user) throws SQLException {
    try (PreparedStatement select = transaction.prepareStatement(LIVING)) {
      select.setString(1, user.value());
      return ended(select);
    }
  }

  private static List<Signal> ended(PreparedStatement those) throws SQLException {
    return Rows.all(
        those,
        row ->
            new Signal.SignInEnded(
                LogName.inbox(row.getString(2)), row.getObject(1, UUID.class).toString()));
  }

  /** Tells all nodes what has been committed by now. */
  void tell(List<Signal> ended) {
    ended.forEach(broker::signal);
  }
}
