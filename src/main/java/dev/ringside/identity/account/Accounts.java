package dev.ringside.identity.account;

import dev.ringside.identity.Export;
import dev.ringside.identity.PersonalData;
import dev.ringside.identity.UserId;
import dev.ringside.log.Signal;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The accounts. Stateless, safe for any thread; blocks on the database, and on hashing. */
@ApplicationScoped
class Accounts implements PersonalData {

  private static final String MAKE =
      """
      insert into account (user_id, name, name_key, password, created_at)
      values (?, ?, ?, ?, now()) on conflict (name_key) do nothing
      returning user_id, name, created_at, password
      """;

  private static final String BY_NAME =
      "select user_id, name, created_at, password from account where name_key = ?";

  private static final String BY_USER =
      "select user_id, name, created_at, password from account where user_id = ?";

  /** Not where it has changed since it was read. */
  private static final String CHANGE =
      "update account set password = ? where user_id = ? and password = ?";

  private static final String LOCK = "select user_id from account where user_id = ? for update";

  private static final String ERASE = "delete from account where user_id = ? returning name_key";

  private static final String SIGN_INS =
      "select created_at, ended_at from sign_in where user_id = ? order by created_at";

  private final Transactions transactions;
  private final Passwords passwords;
  private final Guesses guesses;
  private final SignIns signIns;

  @Inject
  Accounts(Transactions transactions, Passwords passwords, Guesses guesses, SignIns signIns) {
    this.transactions = transactions;
    this.passwords = passwords;
    this.guesses = guesses;
    this.signIns = signIns;
  }

  /**
   * An account with how its password is kept, at the moment at which it was looked at.
   *
   * @param password as {@link PasswordHash} writes it
   */
  record Kept(Account account, String password) {

    @Override
    public String toString() {
      return "Kept[]";
    }
  }

  /**
   * Makes an account.
   *
   * @throws ProblemException a 409 where there is one of this name
   */
  Kept make(AccountName name, String password, InetAddress from) {
    guesses.beginNew(from);
    if (find(BY_NAME, name.key()).isPresent()) {
      throw taken();
    }
    String hash = passwords.hash(password, from);
    return transactions
        .run(
            transaction -> {
              try (PreparedStatement insert = transaction.prepareStatement(MAKE)) {
                insert.setString(1, UUID.randomUUID().toString());
                insert.setString(2, name.text());
                insert.setString(3, name.key());
                insert.setString(4, hash);
                return Rows.first(insert, Accounts::kept);
              }
            })
        .orElseThrow(Accounts::taken);
  }

  private static ProblemException taken() {
    return ProblemException.of(Problem.Kind.CONFLICT, "There is an account of this name.");
  }

  /** The account of a user, where there is one. */
  Optional<Account> of(UserId user) {
    return find(BY_USER, user.value()).map(Kept::account);
  }

  /**
   * The account of a name and a password. Whether it is the name or the password that is wrong,
   * neither the answer nor its time tells.
   *
   * @throws ProblemException a 401 where either is wrong
   */
  Kept enter(AccountName name, String password, InetAddress from) {
    return compare(name, password, from);
  }

  /**
   * Changes the password of a user, and ends all sign-ins but one with it: no crash comes between,
   * and no sign-in by the password of before.
   *
   * @param but the sign-in that stays, or null for none
   * @throws ProblemException a 401 where the one of before is wrong
   */
  void change(Account account, String before, String next, @Nullable UUID but, InetAddress from) {
    Kept kept = compare(AccountName.of(account.name()), before, from);
    String hash = passwords.hash(next, from);
    signIns.tell(
        transactions
            .run(
                transaction ->
                    replace(transaction, kept, hash)
                        ? Optional.of(signIns.endOthers(transaction, account.user(), but))
                        : Optional.<List<Signal>>empty())
            .orElseThrow(
                () ->
                    ProblemException.of(
                        Problem.Kind.CONFLICT,
                        "The password was changed by somebody else at the same moment.")));
  }

  private Kept compare(AccountName name, String password, InetAddress from) {
    Guesses.Attempt attempt = guesses.begin(name, from);
    Kept kept;
    Passwords.Checked checked;
    try {
      kept = find(BY_NAME, name.key()).orElse(null);
      checked = passwords.compare(password, kept == null ? null : kept.password(), from);
    } catch (RuntimeException e) {
      takeBack(attempt, e);
      throw e;
    }
    if (kept == null || !checked.right()) {
      throw wrong();
    }
    guesses.wasRight(name, attempt);
    String better = checked.better();
    if (better == null) {
      return kept;
    }
    if (transactions.run(transaction -> replace(transaction, kept, better))) {
      return new Kept(kept.account(), better);
    }
    // Somebody was faster, and it may be another password by now.
    return compare(name, password, from);
  }

  /** The answer to a name and a password that do not belong together, whichever is wrong. */
  static ProblemException wrong() {
    return ProblemException.of(Problem.Kind.UNAUTHENTICATED, "The name or the password is wrong.");
  }

  private void takeBack(Guesses.Attempt attempt, RuntimeException because) {
    try {
      guesses.takeBack(attempt);
    } catch (DatabaseException e) {
      because.addSuppressed(e);
    }
  }

  private static boolean replace(Connection transaction, Kept kept, String password)
      throws SQLException {
    LockWait.allow(transaction);
    try (PreparedStatement update = transaction.prepareStatement(CHANGE)) {
      update.setString(1, password);
      update.setString(2, kept.account().user().value());
      update.setString(3, kept.password());
      return update.executeUpdate() > 0;
    }
  }

  private Optional<Kept> find(String query, String value) {
    return transactions.readInTime(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, value);
            return Rows.first(select, Accounts::kept);
          }
        });
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        new Account(
            new UserId(row.getString(1)), row.getString(2), row.getTimestamp(3).toInstant()),
        row.getString(4));
  }

  @Override
  public void export(UserId user, Export to) throws IOException {
    Optional<Kept> kept = find(BY_USER, user.value());
    if (kept.isEmpty()) {
      return;
    }
    to.line(
        "account",
        json -> {
          json.writeStartObject();
          json.writeStringField("name", kept.get().account().name());
          json.writeStringField("createdAt", Json.time(kept.get().account().createdAt()));
          json.writeEndObject();
        });
    List<SignedIn> signIns =
        transactions.readInTime(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(SIGN_INS)) {
                select.setString(1, user.value());
                return Rows.all(select, Accounts::signedIn);
              }
            });
    for (SignedIn each : signIns) {
      to.line(
          "signIn",
          json -> {
            json.writeStartObject();
            json.writeStringField("createdAt", Json.time(each.createdAt()));
            if (each.endedAt() != null) {
              json.writeStringField("endedAt", Json.time(each.endedAt()));
            }
            json.writeEndObject();
          });
    }
  }

  /** A sign-in, as its owner is shown it. */
  private record SignedIn(Instant createdAt, @Nullable Instant endedAt) {}

  private static SignedIn signedIn(ResultSet row) throws SQLException {
    Timestamp ended = row.getTimestamp(2);
    return new SignedIn(row.getTimestamp(1).toInstant(), ended == null ? null : ended.toInstant());
  }

  /** No sign-in begins any more from here on. */
  @Override
  public List<Signal> endings(Connection transaction, UserId user) throws SQLException {
    try (PreparedStatement lock = transaction.prepareStatement(LOCK)) {
      lock.setString(1, user.value());
      return Rows.texts(lock).isEmpty() ? List.of() : signIns.ending(transaction, user);
    }
  }

  /** With the account go its sign-ins, and with those their tokens. */
  @Override
  public void erase(Connection transaction, UserId user) throws SQLException {
    try (PreparedStatement delete = transaction.prepareStatement(ERASE)) {
      delete.setString(1, user.value());
      for (String nameKey : Rows.texts(delete)) {
        Guesses.forget(transaction, nameKey);
      }
    }
  }
}
