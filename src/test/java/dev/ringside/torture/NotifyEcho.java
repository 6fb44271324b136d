package dev.ringside.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens to what nodes tell each other by NOTIFY and tells it again, at once and later, so that
 * messages come twice, out of order, and of histories that are over. One thread of its own.
 */
final class NotifyEcho implements AutoCloseable {

  private static final int KEPT = 4_000;

  private final Postgres postgres;
  private final Random random;
  private final List<String> old = new ArrayList<>();
  private final AtomicLong mangled = new AtomicLong();
  private final Thread thread;
  private volatile Mangling how = Mangling.NONE;
  private volatile boolean closed;

  NotifyEcho(Postgres postgres, Random random) {
    this.postgres = postgres;
    this.random = random;
    this.thread = Thread.ofPlatform().daemon().name("echo").start(this::run);
  }

  /** Tells again, unless there is to be no mangling; it can drop nothing. */
  void mangle(Mangling now) {
    how = now;
  }

  /** How many messages were told again. */
  long mangled() {
    return mangled.get();
  }

  private void run() {
    while (!closed) {
      try (Connection connection = postgres.connect()) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("listen \"" + Postgres.SCHEMA + "\"");
        }
        PGConnection notified = connection.unwrap(PGConnection.class);
        while (!closed) {
          for (PGNotification each : notified.getNotifications(200)) {
            echo(connection, each.getParameter());
          }
        }
      } catch (SQLException e) {
        LockSupport.parkNanos(100_000_000); // it is down, or this was cut too
      }
    }
  }

  private void echo(Connection connection, String payload) throws SQLException {
    boolean own = old.contains(payload);
    if (own) {
      return;
    }
    if (old.size() < KEPT) {
      old.add(payload);
    } else {
      old.set(random.nextInt(KEPT), payload);
    }
    if (how != Mangling.NONE && random.nextInt(3) == 0) {
      try (PreparedStatement again = connection.prepareStatement("select pg_notify(?, ?)")) {
        again.setString(1, Postgres.SCHEMA);
        again.setString(2, random.nextBoolean() ? payload : old.get(random.nextInt(old.size())));
        again.execute();
      }
      mangled.incrementAndGet();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
