package dev.ringside.cli.doctor;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.RingsideConfig.BrokerKind;
import dev.ringside.config.StartException;
import dev.ringside.persistence.SchemaState;
import dev.ringside.persistence.SideDoor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The database, as far as it can be seen from outside, and the tables in it. */
final class DatabaseCheck implements Check {

  private static final String SERVER =
      """
      select current_setting('server_version'), current_setting('server_version_num')::int / 10000,
             current_user, pg_is_in_recovery(), current_setting('default_transaction_read_only'),
             current_setting('server_encoding'), current_setting('fsync'),
             current_setting('full_page_writes')
      """;

  private final RingsideConfig config;
  private final Duration limit;
  private boolean reached;

  DatabaseCheck(RingsideConfig config, Duration limit) {
    this.config = config;
    this.limit = limit;
  }

  @Override
  public String what() {
    return "database";
  }

  @Override
  public Duration bound(Duration each) {
    return each.multipliedBy(4);
  }

  /** Whether it answers: otherwise what needs it need not be looked at. */
  boolean isReached() {
    return reached;
  }

  @Override
  public void look(Notes notes) throws SQLException {
    RingsideConfig.Database settings = config.database();
    try (Connection connection = SideDoor.open(settings, limit)) {
      reached = true;
      if (server(connection, notes)) {
        new RoleLook(connection, settings).look(notes.about("rights"));
        ConnectionsLook.look(connection, connectionsOfANode(), notes.about("connections"));
        schema(notes.about("schema"));
      }
      clock(connection, notes.about("clock"));
    } catch (StartException e) {
      DatabaseFault.tell(notes, settings, e);
    }
  }

  /** False where nothing can be stored there. */
  private boolean server(Connection connection, Notes notes) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SERVER)) {
      row.next();
      String found =
          "PostgreSQL %s answers at %s, as %s."
              .formatted(
                  row.getString(1), DatabaseFault.place(config.database()), row.getString(3));
      if (row.getInt(2) < SchemaState.OLDEST_SERVER) {
        notes.fault(
            found,
            "It is too old: Ringside needs %d or later.".formatted(SchemaState.OLDEST_SERVER));
        return false;
      }
      if (row.getBoolean(4)) {
        notes.fault(
            found + " It is a standby, which can only be read.",
            "Name the primary in RINGSIDE_DATABASE_URL; with several hosts in it, add"
                + " targetServerType=primary.");
        return false;
      }
      if (row.getString(5).equals("on")) {
        notes.fault(
            found + " What this role begins may only read (default_transaction_read_only).",
            "Reset it for the role or the database: alter role … reset"
                + " default_transaction_read_only.");
        return false;
      }
      notes.ok(found);
      if (!row.getString(6).equals("UTF8")) {
        notes.fault(
            "its encoding is %s, which cannot hold every text.".formatted(row.getString(6)),
            "Make a database with: create database … encoding 'UTF8' template template0.");
      }
      if (!row.getString(7).equals("on") || !row.getString(8).equals("on")) {
        notes.warn(
            "fsync or full_page_writes is off, so what was committed may be gone after a power"
                + " cut.",
            "Turn both on in postgresql.conf.");
      }
      return true;
    }
  }

  /**
   * The pool's, one that listens for the outbox, two of the broker, and one that comes and goes.
   */
  private int connectionsOfANode() {
    int outbox = config.outbox().listen() ? 1 : 0;
    int broker = config.cluster().broker() == BrokerKind.POSTGRES ? 2 : 0;
    return config.database().poolSize() + outbox + broker + 1;
  }

  private void schema(Notes notes) {
    SchemaState state;
    try {
      state = SchemaState.of(config.database(), limit);
    } catch (StartException e) {
      notes.fault(String.valueOf(e.getMessage()));
      return;
    }
    String name = config.database().schema();
    if (!state.broken().isEmpty()) {
      notes.fault(
          "of %s, %s failed or is not what this program knows by that number."
              .formatted(name, String.join(", ", state.broken())),
          "A start refuses it: run the Ringside that made it, or take a backup back"
              + " (docs/backup.md).");
    }
    if (!state.later().isEmpty()) {
      notes.warn(
          "%s is of a later Ringside, which has run %s."
              .formatted(name, String.join(", ", state.later())),
          "This one can serve beside it while nodes are upgraded; upgrade it, too.");
    }
    if (state.applied().isEmpty() && state.broken().isEmpty()) {
      notes.ok(
          "%s holds nothing of Ringside yet: the first start makes its tables, or ringside migrate does."
              .formatted(name));
    } else if (!state.pending().isEmpty()) {
      notes.warn(
          "%s is older than this program: %d %s still to run, up to %s."
              .formatted(
                  name,
                  state.pending().size(),
                  state.pending().size() == 1 ? "migration is" : "migrations are",
                  state.pending().getLast()),
          "The next start runs them; ringside migrate does it now.");
    } else {
      notes.ok("%s is up to date, at %s.".formatted(name, state.applied().getLast()));
    }
  }

  private void clock(Connection connection, Notes notes) throws SQLException {
    Instant before = Instant.now();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select clock_timestamp()")) {
      row.next();
      Instant there = row.getObject(1, OffsetDateTime.class).toInstant();
      Duration half = Duration.between(before, Instant.now()).dividedBy(2);
      Duration off = Duration.between(before.plus(half), there);
      Clock.tell(notes, config, "the database", off, half.abs());
    }
  }
}
