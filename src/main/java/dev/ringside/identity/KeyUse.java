package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Writes down, now and then, which keys were used on this node; nothing where none was. */
@ApplicationScoped
class KeyUse implements Chore {

  private static final String UPDATE =
      """
      update api_key set last_used_at = now()
      where id in (select id from api_key where id = any(?) order by id for update)
      """;

  private final Keyring keyring;
  private final Transactions transactions;
  private final Duration period;

  @Inject
  KeyUse(Keyring keyring, Transactions transactions, RingsideConfig config) {
    this.keyring = keyring;
    this.transactions = transactions;
    this.period = config.identity().keyUse();
  }

  @Override
  public String name() {
    return "uses of keys";
  }

  @Override
  public String due() {
    return NEVER_DUE;
  }

  @Override
  public Duration atLeastEvery() {
    return period;
  }

  @Override
  public boolean work() {
    List<KnownKey> used =
        keyring.contents().keys().stream().filter(key -> key.used().getAndSet(false)).toList();
    if (!used.isEmpty()) {
      try {
        int _ = transactions.run(transaction -> write(transaction, used));
      } catch (RuntimeException e) {
        used.forEach(KnownKey::use);
        throw e;
      }
    }
    return false;
  }

  private static int write(Connection transaction, List<KnownKey> used) throws SQLException {
    try (PreparedStatement update = transaction.prepareStatement(UPDATE)) {
      update.setArray(
          1, transaction.createArrayOf("uuid", used.stream().map(KnownKey::id).toArray()));
      return update.executeUpdate();
    }
  }
}
