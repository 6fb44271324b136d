package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Chore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Reads keys and secrets anew where somebody has changed them: another node, or a command. Without
 * a change it does so now and then, so that an end by the database's clock is not missed by a
 * machine that has slept.
 */
@ApplicationScoped
class KeyReload implements Chore {

  private final Keyring keyring;
  private final Duration recheck;

  @Inject
  KeyReload(Keyring keyring, RingsideConfig config) {
    this.keyring = keyring;
    this.recheck = config.identity().recheck();
  }

  @Override
  public String name() {
    return "keys and secrets";
  }

  @Override
  public String due() {
    return Stamp.VALUE;
  }

  @Override
  public boolean isDue(ResultSet row, int column) throws SQLException {
    return row.getLong(column) != keyring.contents().stamp();
  }

  @Override
  public Duration atLeastEvery() {
    return recheck;
  }

  @Override
  public boolean work() {
    keyring.load();
    return false;
  }
}
