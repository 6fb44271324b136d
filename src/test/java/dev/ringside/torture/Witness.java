package dev.ringside.torture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.torture.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the database, past everything that Ringside does, at the moment that something is
 * told: it must have been committed by then. Looks at no more than a few at a time. Safe for any
 * thread.
 */
final class Witness implements AutoCloseable {

  private static final String HEAD =
      "select i.epoch || g.name, i.revision from inbox i, generation g where i.user_id = ?";
  private static final String ROW = "select revision from notification where id = ?";

  private final Postgres postgres;
  private final Ledger ledger;
  private final Findings findings;
  private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();
  private final Semaphore places = new Semaphore(4);
  private final AtomicLong looks = new AtomicLong();

  Witness(Postgres postgres, Ledger ledger, Findings findings) {
    this.postgres = postgres;
    this.ledger = ledger;
    this.findings = findings;
  }

  private interface Look {
    @Nullable String into(Connection database) throws SQLException;
  }

  long looks() {
    return looks.get();
  }

  /** A frame has come: the inbox must not be behind it. */
  void frame(String user, JsonNode frame) {
    String epoch = frame.path("epoch").asText();
    long revision = frame.path("revision").asLong();
    look(
        database -> {
          try (PreparedStatement head = database.prepareStatement(HEAD)) {
            head.setString(1, user);
            try (ResultSet row = head.executeQuery()) {
              if (!row.next()) {
                return revision == 0 || ledger.wasErased(user) ? null : "there is no inbox";
              }
              return row.getString(1).equals(epoch) && row.getLong(2) < revision
                  ? "its inbox is at " + row.getLong(2)
                  : null;
            }
          }
        },
        () -> "a frame told " + user + " of " + epoch + ":" + revision);
  }

  /** A publish was acknowledged: its row must be there. */
  void acknowledged(String user, Ledger.Published published) {
    look(
        database -> {
          try (PreparedStatement statement = database.prepareStatement(ROW)) {
            statement.setObject(1, UUID.fromString(published.id()));
            try (ResultSet row = statement.executeQuery()) {
              if (!row.next()) {
                return ledger.mayHaveErased(user, published.began()) ? null : "is not stored";
              }
              return row.getLong(1) < published.revision()
                  ? "is stored as of " + row.getLong(1)
                  : null;
            }
          }
        },
        () -> user + ": " + published + " was acknowledged");
  }

  private interface Told {
    String text();
  }

  private void look(Look look, Told told) {
    if (!places.tryAcquire()) {
      return;
    }
    try {
      Connection database = idle.poll();
      if (database == null) {
        database = postgres.connect();
      }
      try {
        String wrong = look.into(database);
        looks.incrementAndGet();
        idle.add(database);
        if (wrong != null) {
          findings.add(Kind.UNCOMMITTED, told.text() + ", but " + wrong);
        }
      } catch (SQLException e) {
        database.close();
      }
    } catch (SQLException e) {
      // The database is gone, and nobody can look.
    } finally {
      places.release();
    }
  }

  @Override
  public void close() {
    for (Connection each = idle.poll(); each != null; each = idle.poll()) {
      try {
        each.close();
      } catch (SQLException e) {
        // It has gone already.
      }
    }
  }
}
