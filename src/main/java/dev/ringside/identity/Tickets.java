package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tickets, for handshakes that can send no header: each is good for one session of one user, within
 * a short time. It is spent by deleting its row, so of two that show it at once, on whatever nodes,
 * one is let in. Safe for any thread.
 */
@ApplicationScoped
public class Tickets implements Authenticator, Chore, PersonalData {

  private static final Logger log = LoggerFactory.getLogger(Tickets.class);

  static final String PREFIX = "rst_";

  private static final Duration SWEEP = Duration.ofMinutes(1);

  private static final String MAKE =
      """
      insert into ticket (hash, user_id, expires_at, session_until, sign_in, behind)
      values (?, ?, now() + ? * interval '1 millisecond',
              least(?, now() + ? * interval '1 millisecond'), ?::uuid, ?)
      returning expires_at
      """;

  private static final String SPEND =
      """
      delete from ticket t where hash = ? and expires_at > now()
        and (sign_in is null or exists (
          select from sign_in s where s.id = t.sign_in and ended_at is null))
      returning user_id, session_until, sign_in, behind
      """;

  private static final String SWEEP_EXPIRED = "delete from ticket where expires_at < now()";

  private final Transactions transactions;
  private final Duration life;

  @Inject
  Tickets(RingsideConfig config, Transactions transactions) {
    this.transactions = transactions;
    this.life = config.identity().ticketTtl();
  }

  /**
   * A ticket.
   *
   * @param ticket the secret, to be sent as {@code ?ticket=}
   * @param expiresAt until when it can be spent
   */
  public record Issued(String ticket, Instant expiresAt) {}

  /**
   * Hands out a ticket.
   *
   * @param asked what asked for it: the session that it opens ends with that
   * @param session how long the session that it opens may last
   * @param until when that session ends in any case
   * @param signIn the sign-in with which that session ends too, or null
   */
  Issued issue(
      UserId user, Credential asked, Duration session, Instant until, @Nullable String signIn) {
    String secret = Secrets.make(PREFIX);
    Instant end = until.isBefore(Secrets.FAR) ? until : Secrets.FAR;
    return transactions.run(
        transaction -> {
          try (PreparedStatement insert = transaction.prepareStatement(MAKE)) {
            insert.setBytes(1, Secrets.hash(secret));
            insert.setString(2, user.value());
            insert.setLong(3, life.toMillis());
            insert.setTimestamp(4, Timestamp.from(end));
            insert.setLong(5, session.toMillis());
            insert.setString(6, signIn);
            insert.setBytes(7, SealedCredential.seal(secret, asked));
            return new Issued(
                secret, Rows.first(insert, row -> row.getTimestamp(1).toInstant()).orElseThrow());
          }
        });
  }

  @Override
  public Kind kind() {
    return Kind.TICKET;
  }

  @Override
  public Verdict judge(Credential credential) {
    return credential instanceof Credential.Ticket(String secret)
        ? new Verdict.Asks(() -> spend(secret))
        : new Verdict.NotMine();
  }

  private Verdict spend(String secret) {
    try {
      return transactions
          .run(
              transaction -> {
                try (PreparedStatement delete = transaction.prepareStatement(SPEND)) {
                  delete.setBytes(1, Secrets.hash(secret));
                  return Rows.first(
                      delete,
                      row ->
                          (Verdict)
                              new Verdict.Known(
                                  new Caller.User(
                                      new UserId(row.getString(1)),
                                      null,
                                      row.getTimestamp(2).toInstant(),
                                      row.getString(3),
                                      SealedCredential.open(secret, row.getBytes(4)))));
                }
              })
          .orElseGet(
              () ->
                  new Verdict.Refused(
                      "The ticket is not known here: it was spent, or its time is up."));
    } catch (DatabaseException e) {
      log.warn("a ticket could not be spent: {}", e.getMessage());
      return new Verdict.Unknown("Tickets cannot be looked up at the moment.");
    }
  }

  @Override
  public void erase(Connection transaction, UserId user) throws SQLException {
    try (PreparedStatement delete =
        transaction.prepareStatement("delete from ticket where user_id = ?")) {
      delete.setString(1, user.value());
      delete.executeUpdate();
    }
  }

  /** Half a minute's secrets, kept as hashes, say nothing of anybody. */
  @Override
  public void export(UserId user, Export to) {}

  @Override
  public String name() {
    return "tickets";
  }

  @Override
  public String due() {
    return NEVER_DUE;
  }

  @Override
  public Duration atLeastEvery() {
    return SWEEP;
  }

  @Override
  public boolean work() {
    int _ =
        transactions.run(
            transaction -> {
              try (PreparedStatement delete = transaction.prepareStatement(SWEEP_EXPIRED)) {
                return delete.executeUpdate();
              }
            });
    return false;
  }
}
