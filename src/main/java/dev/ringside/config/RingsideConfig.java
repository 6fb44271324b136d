package dev.ringside.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All settings of a node, checked. Made once at start by {@link Settings}. */
public record RingsideConfig(
    Http http,
    Socket socket,
    Edge edge,
    Database database,
    Writer writer,
    Identity identity,
    Sessions sessions,
    Publishes publishes,
    Cluster cluster,
    Chores chores,
    Outbox outbox,
    Retention retention,
    Drain drain) {

  /** The HTTP server. */
  public record Http(String host, int port, Duration bodyTimeout, Duration idleTimeout) {}

  /**
   * The WebSocket server.
   *
   * @param pendingBytes how much may wait for a slow peer before its session falls behind
   * @param publicUrl what pages are told to connect to, or null to derive it
   * @param allowedOrigins origins that may connect, {@code *} for all; empty for the HTTP address
   */
  public record Socket(
      String host,
      int port,
      Duration helloTimeout,
      Duration stallTimeout,
      int pendingBytes,
      Duration closeGrace,
      int framesPerSecond,
      @Nullable String publicUrl,
      List<String> allowedOrigins) {}

  /**
   * How both ports meet the world.
   *
   * @param httpConnections at a time; 0 for any number
   * @param socketHandshakes connections at a time that are no socket yet; 0 for any number
   * @param trustedProxies who is believed about where a request comes from
   * @param tls null where it is off
   */
  public record Edge(
      int httpConnections,
      int socketHandshakes,
      List<AddressRange> trustedProxies,
      @Nullable Tls tls) {}

  /**
   * TLS on both ports.
   *
   * @param certificate the file with the server's certificate and its issuers'
   * @param key the file with its private key
   * @param reload how often they are looked at
   * @param hsts for how long browsers come by nothing else; zero where they are not told
   */
  public record Tls(Path certificate, Path key, Duration reload, Duration hsts) {}

  /**
   * The database.
   *
   * @param url a JDBC address, or null for the embedded PostgreSQL in {@code dataDir}
   * @param user the user that the address named, or null
   * @param password the password that the address named, or null
   * @param idleTransaction after how long a transaction that stands still is ended
   * @param restartPause the longest pause before an embedded PostgreSQL is started again
   */
  public record Database(
      Path dataDir,
      @Nullable String url,
      @Nullable String user,
      @Nullable String password,
      String schema,
      int poolSize,
      Duration timeout,
      Duration socketTimeout,
      Duration idleTransaction,
      Duration restartPause) {

    @Override
    public String toString() {
      return "Database[schema=" + schema + ", embedded=" + (url == null) + "]";
    }
  }

  /** The group commit. */
  public record Writer(
      Duration timeout, Duration lockTimeout, int batchRows, int waitingRows, long waitingBytes) {}

  /** Who may call. */
  public record Identity(
      @Nullable String apiKey,
      @Nullable String tokenSecret,
      Duration tokenMaxTtl,
      Duration tokenGrace,
      Duration recheck) {

    @Override
    public String toString() {
      return "Identity[]";
    }
  }

  /** The sessions of this node. */
  public record Sessions(
      Duration heartbeat,
      Duration reconcile,
      Duration reconcileGrace,
      Duration eventsComment,
      int perUser,
      int perAddress,
      int perNode,
      int lanes) {}

  /**
   * How many publishes a second are taken; 0 for any number.
   *
   * @param perKey by one API key
   * @param perUser to one user
   */
  public record Publishes(int perKey, int perUser) {}

  /**
   * What a node does by itself.
   *
   * @param look how often it looks for what is due, when idle
   */
  public record Chores(Duration look) {}

  /**
   * The table that applications put notifications into.
   *
   * @param rows how many are moved in one transaction at most
   * @param listen whether to listen for applications that say that they have put something there
   * @param listenRetry the longest pause between two attempts to listen
   * @param aside for how long at most the rows of a user are left alone whose inbox is locked
   */
  public record Outbox(int rows, boolean listen, Duration listenRetry, Duration aside) {}

  /**
   * How much is kept, and how long.
   *
   * @param maxRows of an inbox; 0 for all
   * @param maxAge of a notification since its last change of content; zero for any
   * @param tombstone how long the trace of a deleted one is kept
   * @param round the rest between two rounds over all that there is
   * @param sweepRows rows that a sweep takes on in one transaction
   */
  public record Retention(
      int maxRows, Duration maxAge, Duration tombstone, Duration round, int sweepRows) {}

  /** What carries changes between nodes. */
  public enum BrokerKind {
    LOCAL,
    POSTGRES,
    REDIS
  }

  /**
   * This node among others.
   *
   * @param redisUrl where Redis is, with its password, where that is the broker
   * @param waitingBytes how many bytes may wait for the broker
   * @param retry the longest pause between two attempts to reach the broker
   * @param lease how long a node counts as alive after its last sign of life
   * @param presence how often others are told whose sessions are here
   */
  public record Cluster(
      BrokerKind broker,
      String redisUrl,
      long waitingBytes,
      Duration retry,
      Duration lease,
      Duration presence) {

    @Override
    public String toString() {
      return "Cluster[broker=" + broker + "]";
    }
  }

  /**
   * How a node stops.
   *
   * @param notice how long it is not ready but serves on; may be zero
   * @param limit how long it may take after that
   */
  public record Drain(Duration notice, Duration limit) {}
}
