package dev.ringside.config;

import java.net.URI;
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
    Users users,
    Audit audit,
    Accounts accounts,
    Guests guests,
    @Nullable LiveKit liveKit,
    Sessions sessions,
    Publishes publishes,
    Rooms rooms,
    Jobs jobs,
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

  /** What the audit log tells. */
  public enum AuditMode {
    OFF,
    SECURITY,
    ALL
  }

  /**
   * The audit log.
   *
   * @param refusals refused credentials a second that get a line each
   */
  public record Audit(AuditMode mode, int refusals) {}

  /**
   * Who may call.
   *
   * @param keyUse how often it is written down which keys were used
   * @param tokenSecretBefore a secret that verifies tokens and signs none
   */
  public record Identity(
      @Nullable String apiKey,
      Duration keyUse,
      @Nullable String tokenSecret,
      @Nullable String tokenSecretBefore,
      Duration tokenMaxTtl,
      Duration tokenGrace,
      Duration ticketTtl,
      Duration recheck) {

    @Override
    public String toString() {
      return "Identity[]";
    }
  }

  /**
   * How the application's own users are known, beside Ringside's tokens: each way is null where it
   * is not configured.
   */
  public record Users(@Nullable Jwt jwt, @Nullable Session session, @Nullable Whoami whoami) {

    /**
     * JWTs that the application signs; exactly one of {@code secret}, {@code publicKey} and {@code
     * jwks} is there.
     *
     * @param algorithm the one that is accepted, whatever a token says
     * @param publicKey a PEM text
     * @param userClaim the claim that names the user
     * @param cookie the cookie that may hold the token, or null
     * @param skew how far the application's clock may be off
     * @param fresh how long a key set is used before it is read again
     * @param pause the shortest time between two reads of the key set
     * @param stale how long a key set is used that cannot be read again
     * @param timeout how long the reading of a key set may take
     */
    public record Jwt(
        String algorithm,
        @Nullable String secret,
        @Nullable String publicKey,
        @Nullable URI jwks,
        @Nullable String issuer,
        @Nullable String audience,
        String userClaim,
        @Nullable String cookie,
        Duration skew,
        Duration fresh,
        Duration pause,
        Duration stale,
        Duration timeout) {

      @Override
      public String toString() {
        return "Jwt[algorithm=" + algorithm + "]";
      }
    }

    /**
     * Sessions of the application, looked up in the shared database.
     *
     * @param query a query with one {@code ?} for the secret, whose first column is the user
     * @param cookie the cookie that may hold the secret, or null
     * @param atOnce how many may be looked up at the same time
     */
    public record Session(String query, @Nullable String cookie, int atOnce) {}

    /**
     * An address of the application that says who somebody is.
     *
     * @param cookie the cookie without which nobody is asked about, or null for headers alone
     * @param user the field of the answer that names the user
     * @param timeout how long it may take to answer
     * @param cache how long an answer is believed
     * @param atOnce how many may be asked about at the same time
     */
    public record Whoami(
        URI url,
        @Nullable String cookie,
        String user,
        Duration timeout,
        Duration cache,
        int atOnce) {}
  }

  /**
   * Ringside's own accounts.
   *
   * @param on whether there are any
   * @param passwordLength how many characters a password must have
   * @param iterations rounds of hashing
   * @param hashes how many passwords are hashed at the same time
   * @param hashWait how long a password may wait for its turn
   * @param session life of the cookie that a sign-in gives
   * @param refresh how long after its last refresh a sign-in ends
   * @param refreshGrace how long a used refresh token may come again
   */
  public record Accounts(
      boolean on,
      int passwordLength,
      int iterations,
      int hashes,
      Duration hashWait,
      Duration session,
      Duration refresh,
      Duration refreshGrace,
      Guesses guesses) {

    /**
     * How guessing is slowed down.
     *
     * @param perName wrong passwords of one name that cost no wait
     * @param perAddress the same of one address
     * @param firstWait the first wait
     * @param longestPerName the longest wait of a name
     * @param longestPerAddress the longest wait of an address
     * @param forget how long it takes to forget one
     */
    public record Guesses(
        int perName,
        int perAddress,
        Duration firstWait,
        Duration longestPerName,
        Duration longestPerAddress,
        Duration forget) {}
  }

  /**
   * People whom nobody knows.
   *
   * @param on whether there are any
   * @param ttl how long a visit may last
   * @param perAddress how many may come from one address in a minute; 0 for any number
   */
  public record Guests(boolean on, Duration ttl, int perAddress) {}

  /**
   * Where rooms meet by video and voice.
   *
   * @param url what pages connect to
   * @param key the API key that signs
   * @param secret what it signs with
   * @param ttl how long a token is good to connect with
   */
  public record LiveKit(String url, String key, String secret, Duration ttl) {

    @Override
    public String toString() {
      return "LiveKit[url=" + url + "]";
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
   * Chat.
   *
   * @param usersCreate whether users may make rooms
   * @param grace how long a lost connection may take to come back
   * @param empty how long an ephemeral room waits for the first to come
   * @param round how often all members are looked at
   * @param link where a mention leads, with {@code {room}} in it; may be empty
   * @param messagesPerSecond of one person in one room; 0 for any number
   * @param presenceMembers up to how many members are named in presence
   * @param presencePause the shortest time between two frames of it
   * @param typing how long somebody is shown as typing
   * @param perSession how many rooms a socket may follow; 0 for any number
   */
  public record Rooms(
      boolean usersCreate,
      Duration grace,
      Duration empty,
      Duration round,
      String link,
      int messagesPerSecond,
      int presenceMembers,
      Duration presencePause,
      Duration typing,
      int perSession) {}

  /**
   * Jobs.
   *
   * @param lease how long one may be silent that does not say otherwise
   * @param pause the shortest time between two changes that reports make
   * @param kept how long one is known that has ended
   * @param deaf how long a node may be away before leases begin anew
   */
  public record Jobs(Duration lease, Duration pause, Duration kept, Duration deaf) {}

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
