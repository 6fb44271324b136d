package dev.ringside.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * LISTEN and NOTIFY, on two connections that no pool knows of: one listens for as long as it lives,
 * the other sends. A payload is text of less than 8,000 bytes.
 */
final class PostgresLink implements Link {

  private static final Logger log = LoggerFactory.getLogger(PostgresLink.class);

  private static final int MAX_PAYLOAD = 7_999;
  private static final Duration LISTEN = Duration.ofSeconds(5);
  private static final int PING_SECONDS = 2;

  /** Opens connections of their own. */
  interface Connector {
    Connection connect() throws SQLException;
  }

  private final Connector database;
  private final String channel;

  /**
   * @param schema the channel's name too, so that every Ringside of one database has its own
   */
  PostgresLink(Connector database, String schema) {
    this.database = database;
    this.channel = schema;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public int maxMessageBytes() {
    return MAX_PAYLOAD;
  }

  @Override
  public Open open(Consumer<byte[]> receiver) throws LinkException {
    Connection listener = null;
    try {
      listener = database.connect();
      try (Statement statement = listener.createStatement()) {
        // A node that stands still must not hold up what PostgreSQL keeps for its listeners.
        statement.execute("set tcp_user_timeout = '60s'");
        statement.execute("listen \"" + channel + "\"");
      }
      Connection sender = database.connect();
      try (Statement statement = sender.createStatement()) {
        // It stores nothing, so there is no log to wait for.
        statement.execute("set synchronous_commit = off");
      }
      return new Listening(listener, sender, channel, receiver);
    } catch (SQLException e) {
      close(listener);
      throw new LinkException(e);
    }
  }

  @Override
  public void close() {
    // Nothing is shared.
  }

  private static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      log.debug("a connection could not be closed", e);
    }
  }

  /** The thread that listens ends with its connection. */
  private static final class Listening implements Open {

    private final Connection listener;
    private final Connection sender;
    private final String channel;
    private final Consumer<byte[]> receiver;
    private volatile @Nullable Exception deaf;

    Listening(Connection listener, Connection sender, String channel, Consumer<byte[]> receiver) {
      this.listener = listener;
      this.sender = sender;
      this.channel = channel;
      this.receiver = receiver;
      Thread.ofVirtual().name("broker-listener").start(this::listen);
    }

    private void listen() {
      try {
        PGConnection notified = listener.unwrap(PGConnection.class);
        while (true) {
          PGNotification[] came = notified.getNotifications((int) LISTEN.toMillis());
          if (came.length == 0 && !listener.isValid(PING_SECONDS)) {
            throw new SQLException("the connection that listens has died");
          }
          for (PGNotification each : came) {
            receiver.accept(each.getParameter().getBytes(UTF_8));
          }
        }
      } catch (SQLException | RuntimeException e) {
        deaf = e;
      }
    }

    @Override
    public void send(List<byte[]> messages) throws LinkException {
      Exception reason = deaf;
      if (reason != null) {
        throw new LinkException(reason);
      }
      try {
        if (!messages.isEmpty()) {
          notify(messages);
        } else if (!sender.isValid(PING_SECONDS)) {
          throw new LinkException("the connection that sends has died");
        }
      } catch (SQLException e) {
        throw new LinkException(e);
      }
    }

    /** One statement for all, so that the transaction's lock is taken once. */
    private void notify(List<byte[]> messages) throws SQLException {
      try (PreparedStatement statement =
          sender.prepareStatement(
              "select pg_notify(?, m.text) from unnest(?::text[]) as m(text)")) {
        statement.setString(1, channel);
        statement.setArray(
            2,
            sender.createArrayOf(
                "text", messages.stream().map(bytes -> new String(bytes, UTF_8)).toArray()));
        statement.execute();
      }
    }

    @Override
    public void close() {
      PostgresLink.close(listener);
      PostgresLink.close(sender);
    }
  }
}
