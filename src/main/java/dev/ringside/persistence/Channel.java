package dev.ringside.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what is said by NOTIFY on one channel, on a connection that no pool knows of. A connection
 * that breaks is opened again, for ever. It is a hint, and whoever listens must do without it:
 * nothing is heard while there is no connection, or where the database or a pooler before it has no
 * LISTEN.
 *
 * <p><b>Order.</b> One virtual thread owns the connection, and ends when it is interrupted.
 */
public final class Channel implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Channel.class);

  /** Each time that nothing came for so long, a query tells whether the other end is there. */
  private static final Duration CHECK = Duration.ofSeconds(10);

  private static final int CHECK_SECONDS = 2;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private final Database database;
  private final String name;
  private final Backoff backoff;
  private final Runnable heard;
  private final Thread thread;
  private volatile boolean closing;

  /** The thread's own. */
  private boolean told;

  private Channel(Database database, String name, Duration longestPause, Runnable heard) {
    this.database = database;
    this.name = name;
    this.backoff = new Backoff(FIRST_PAUSE, longestPause);
    this.heard = heard;
    this.thread = Thread.ofVirtual().name("channel " + name).unstarted(this::run);
  }

  /**
   * Listens from now on.
   *
   * @param longestPause between two attempts to connect
   * @param heard run by the thread that listens, once for all that came together, and whenever it
   *     begins to listen, since something may have been said before; it must not block for long
   */
  public static Channel listen(
      Database database, String name, Duration longestPause, Runnable heard) {
    Channel channel = new Channel(database, name, longestPause, heard);
    channel.thread.start();
    return channel;
  }

  private void run() {
    try {
      while (!closing) {
        try (Connection connection = database.connect()) {
          listen(connection);
        } catch (SQLException | RuntimeException e) {
          isDeaf(e);
        }
        if (!closing) {
          backoff.pause();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // A node that stands still must not hold up what PostgreSQL keeps for its listeners.
      statement.execute("set tcp_user_timeout = '60s'");
      statement.execute("listen \"" + name + "\"");
    }
    log.debug("listening to {}", name);
    told = false;
    backoff.reset();
    heard.run();
    PGConnection notified = connection.unwrap(PGConnection.class);
    while (!closing) {
      if (notified.getNotifications((int) CHECK.toMillis()).length > 0) {
        heard.run();
      } else if (!connection.isValid(CHECK_SECONDS)) {
        throw new SQLException("the connection that listens has died");
      }
    }
  }

  /** Logs it once, however long it lasts. */
  private void isDeaf(Exception why) {
    if (!told && !closing) {
      log.info(
          "not listening to {} for now, so it is looked for instead: {}", name, firstLine(why));
    }
    told = true;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Stops to listen: the interrupt closes the connection under a thread that waits for it. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }
}
