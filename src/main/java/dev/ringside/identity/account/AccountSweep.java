package dev.ringside.identity.account;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;

/** Forgets sign-ins and refresh tokens that have run out, and guesses that have faded. */
@ApplicationScoped
class AccountSweep implements Chore {

  private static final Duration ROUND = Duration.ofMinutes(5);
  private static final int PORTION = 1_000;

  private static final List<String> SWEEPS =
      List.of(
          """
          delete from sign_in where id in (
            select id from sign_in where expires_at < now() order by expires_at limit ?)
          """,
          """
          delete from refresh_token where hash in (
            select hash from refresh_token where expires_at < now() order by expires_at limit ?)
          """,
          // A day's fading leaves nothing that matters.
          """
          delete from guess where subject in (
            select subject from guess
            where failed_at < now() - interval '1 day' and free_at < now()
            order by failed_at limit ?)
          """);

  private final Transactions transactions;
  private final boolean on;

  @Inject
  AccountSweep(RingsideConfig config, Transactions transactions) {
    this.transactions = transactions;
    this.on = config.accounts().on();
  }

  @Override
  public String name() {
    return "accounts";
  }

  @Override
  public String due() {
    return NEVER_DUE;
  }

  @Override
  public Duration atLeastEvery() {
    return on ? ROUND : Chore.super.atLeastEvery();
  }

  @Override
  public boolean work() {
    boolean more = false;
    for (String sweep : SWEEPS) {
      more |= sweep(sweep) == PORTION;
    }
    return more;
  }

  private int sweep(String sweep) {
    return transactions.run(
        transaction -> {
          try (PreparedStatement delete = transaction.prepareStatement(sweep)) {
            delete.setInt(1, PORTION);
            return delete.executeUpdate();
          }
        });
  }
}
