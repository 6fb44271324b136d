package dev.ringside.config;

import java.util.Locale;

/**
 * Every setting there is: the one table, from which {@code docs/settings.md} is made. A setting is
 * given as a system property, an environment variable or a line of {@code ringside.properties}, in
 * that order; {@code ringside.http.port} is {@code RINGSIDE_HTTP_PORT} in the environment.
 */
public enum Setting {
  HTTP_HOST("http.host", "127.0.0.1", "Address on which HTTP is served."),
  HTTP_PORT("http.port", "8080", "Port of HTTP; 0 picks one and logs it."),
  HTTP_BODY_TIMEOUT(
      "http.body.timeout.seconds", "30", "How long a request's body may take to arrive; then 408."),
  HTTP_IDLE_TIMEOUT(
      "http.idle.timeout.seconds", "75", "How long a connection may be idle between requests."),
  HTTP_CONNECTIONS(
      "http.connections",
      "10000",
      "Connections of HTTP at a time, event streams included; one more is closed at once. 0 is no"
          + " limit."),

  SOCKET_HOST("socket.host", "127.0.0.1", "Address on which the WebSocket is served."),
  SOCKET_PORT("socket.port", "8081", "Port of the WebSocket; 0 picks one and logs it."),
  SOCKET_HELLO_TIMEOUT(
      "socket.hello.timeout.seconds", "10", "How long a socket may stay without a good hello."),
  SOCKET_STALL_TIMEOUT(
      "socket.stall.timeout.seconds", "30", "How long a socket may take nothing before it is cut."),
  SOCKET_PENDING_BYTES(
      "socket.pending.bytes",
      "65536",
      "Bytes that may wait for a slow socket before it has to catch up from the database."),
  SOCKET_CLOSE_GRACE(
      "socket.close.grace.seconds",
      "1",
      "How long a closed socket may take to answer before its connection is cut; ten times that"
          + " where it had stalled."),
  SOCKET_HANDSHAKES(
      "socket.handshakes",
      "10000",
      "Connections at a time on the socket's port that have not become a socket yet; one more is"
          + " closed at once. 0 is no limit."),
  PUBLIC_SOCKET_URL(
      "public.socket.url",
      "",
      "What pages are told to connect to; by default made of the socket's host and port."),
  ALLOWED_ORIGINS(
      "allowed.origins",
      "",
      "Origins of pages that may connect, separated by commas; `*` allows all. By default the HTTP"
          + " address itself, as `localhost` and as `127.0.0.1`."),

  TRUSTED_PROXIES(
      "trusted.proxies",
      "",
      "Addresses of proxies that are believed about where a request comes from (`X-Forwarded-For`),"
          + " separated by commas: `10.0.0.5`, `10.0.0.0/8`, `fd00::/8`. By default none."),
  TLS_CERTIFICATE(
      "tls.certificate",
      "",
      "File with the server's certificate and behind it those of its issuers, in PEM: both ports"
          + " speak TLS then. By default they do not."),
  TLS_KEY("tls.key", "", "File with the private key of that certificate, in PEM, not encrypted."),
  TLS_RELOAD(
      "tls.reload.seconds",
      "30",
      "How often the two files are looked at; what is new is used for new connections."),
  TLS_HSTS(
      "tls.hsts.seconds",
      "0",
      "For how long a browser that has seen a page by TLS is told to come by nothing else"
          + " (`Strict-Transport-Security`); 0 tells it nothing."),

  DATA_DIR("data.dir", "./data", "Folder of the embedded PostgreSQL and what else is kept."),
  DATABASE_URL(
      "database.url",
      "",
      "`jdbc:postgresql://…` or `postgresql://user:pass@host/db`; by default an embedded"
          + " PostgreSQL is started."),
  DATABASE_SCHEMA("database.schema", "ringside", "Schema that holds all tables of this Ringside."),
  DATABASE_POOL_SIZE("database.pool.size", "8", "Connections to the database, one for the writer."),
  DATABASE_TIMEOUT(
      "database.timeout.seconds", "1.5", "How long a caller waits for a connection; then 503."),
  DATABASE_SOCKET_TIMEOUT(
      "database.socket.timeout.seconds",
      "30",
      "How long one statement may stay without any answer before its connection is given up."),
  DATABASE_IDLE_TRANSACTION(
      "database.idle.transaction.seconds",
      "5",
      "How long a transaction may stand still before PostgreSQL ends it, so that a node that is"
          + " paused holds no locks."),
  DATABASE_RESTART(
      "database.restart.seconds",
      "10",
      "Longest pause before an embedded PostgreSQL that has died is started again; the first is a"
          + " tenth of a second."),

  WRITER_TIMEOUT(
      "writer.timeout.seconds", "1.5", "How long a change may wait for its commit; then 503."),
  WRITER_LOCK_TIMEOUT(
      "writer.lock.timeout.seconds",
      "0.1",
      "How long a batch waits for rows that somebody else has locked before it goes on without"
          + " them."),
  WRITER_BATCH_ROWS("writer.batch.rows", "512", "Changes that share one transaction at most."),
  WRITER_WAITING_ROWS(
      "writer.waiting.rows", "20000", "Changes that may wait for the writer; beyond: 503."),
  WRITER_WAITING_BYTES(
      "writer.waiting.bytes", "67108864", "Bytes that may wait for the writer; beyond: 503."),

  API_KEY(
      "api.key",
      "",
      "An extra API key, accepted as it is. Without one, a key is made at the first start and"
          + " printed once."),
  KEY_USE(
      "key.use.seconds", "60", "How often it is written down which API keys were used meanwhile."),
  TOKEN_SECRET(
      "token.secret",
      "",
      "Signs user tokens (HS256), 32 bytes or more; by default made at the first start and kept in"
          + " the database."),
  TOKEN_SECRET_BEFORE(
      "token.secret.before",
      "",
      "The `RINGSIDE_TOKEN_SECRET` of before: its tokens are still good, and it signs none."),
  TOKEN_MAX_TTL("token.max.ttl.seconds", "2592000", "Longest life of a user token."),

  TOKEN_GRACE(
      "token.grace.seconds",
      "30",
      "How long a session may outlive its token, to send a fresh one; then it is closed (4401)."),

  TICKET_TTL("ticket.ttl.seconds", "30", "How long a ticket can be spent."),
  AUDIT(
      "audit",
      "security",
      "What the audit log tells: `off`, `security` (keys, secrets, tokens, erasures, refused"
          + " credentials), or `all`, every change too."),
  AUDIT_REFUSALS(
      "audit.refusals.per.second",
      "20",
      "Refused credentials a second that get a line of the audit log each; the rest is counted."),

  RECHECK(
      "recheck.seconds",
      "30",
      "How often the credential of an open session is judged again, so that what was revoked ends"
          + " it."),

  ACCOUNTS(
      "accounts",
      "false",
      "Whether Ringside keeps accounts of its own: sign up, sign in, sign out. For those who have"
          + " no application yet."),
  ACCOUNTS_PASSWORD_LENGTH(
      "accounts.password.length", "12", "Characters that a password must have at least."),
  ACCOUNTS_ITERATIONS(
      "accounts.iterations",
      "600000",
      "Rounds of PBKDF2-HMAC-SHA256 by which a password is kept; one that is kept with fewer is"
          + " hashed anew when its owner signs in."),
  ACCOUNTS_HASHES(
      "accounts.hashes",
      "2",
      "Passwords that are hashed at the same time at most; one core, where there are several, is"
          + " left to the others in any case."),
  ACCOUNTS_HASH_WAIT(
      "accounts.hash.wait.seconds",
      "5",
      "How long a password may wait for its turn to be hashed; then 503."),
  ACCOUNTS_SESSION_TTL(
      "accounts.session.ttl.seconds",
      "259200",
      "Life of the cookie, and the JWT in it, that a sign-in gives."),
  ACCOUNTS_REFRESH_TTL(
      "accounts.refresh.ttl.seconds",
      "2592000",
      "How long after its last refresh a sign-in can be refreshed; not shorter than the cookie's"
          + " life."),
  ACCOUNTS_REFRESH_GRACE(
      "accounts.refresh.grace.seconds",
      "5",
      "How long a refresh token that was used may come again, as when two tabs refresh at once;"
          + " later that ends the sign-in."),
  ACCOUNTS_GUESSES(
      "accounts.guesses",
      "5",
      "Wrong passwords for one name before the next has to wait, twice as long after each."),
  ACCOUNTS_GUESSES_ADDRESS(
      "accounts.guesses.address",
      "20",
      "The same for one address, whatever the names; as many accounts can be made from it."),
  ACCOUNTS_GUESS_WAIT("accounts.guess.wait.seconds", "1", "The first of those waits."),
  ACCOUNTS_GUESS_WAIT_NAME(
      "accounts.guess.wait.name.seconds",
      "60",
      "The longest wait for one name. An address from which its owner has signed in does not wait"
          + " for what others guess."),
  ACCOUNTS_GUESS_WAIT_ADDRESS(
      "accounts.guess.wait.address.seconds", "900", "The longest wait for one address."),
  ACCOUNTS_GUESS_FORGET(
      "accounts.guess.forget.seconds", "300", "How long it takes to forget one wrong password."),

  GUESTS(
      "guests",
      "true",
      "Whether there may be guests: people without a credential, for one visit, who reach rooms"
          + " that let them in and nothing else."),
  GUEST_TTL("guest.ttl.seconds", "86400", "How long a guest's visit may last."),
  GUESTS_PER_ADDRESS(
      "guests.per.address",
      "30",
      "Guests that may come from one address (of IPv6, one /64) to one node in a minute; beyond:"
          + " 429. 0 is no limit."),
  LIVEKIT_URL(
      "livekit.url",
      "",
      "Where pages reach a LiveKit server (`wss://…`), for video and voice in rooms; with its key"
          + " and its secret, or none of the three."),
  LIVEKIT_KEY("livekit.key", "", "The API key of that server that Ringside signs by."),
  LIVEKIT_SECRET(
      "livekit.secret", "", "The secret of that key, 32 bytes or more; it signs with HS256."),
  LIVEKIT_TTL(
      "livekit.ttl.seconds",
      "600",
      "How long a token is good to connect to LiveKit with; who is connected stays."),

  JWT_ALGORITHM(
      "jwt.algorithm",
      "",
      "The one algorithm of the JWTs that the application signs for its users: `HS256`, `RS256`,"
          + " `PS256`, `ES256` (each also with 384 and 512) or `EdDSA`. What a token says of itself"
          + " does not count."),
  JWT_SECRET(
      "jwt.secret", "", "The secret that the application signs with, for `HS256` and its like."),
  JWT_PUBLIC_KEY(
      "jwt.public.key",
      "",
      "The public key of the application's signatures: a PEM file, or the PEM text itself."),
  JWT_JWKS_URL(
      "jwt.jwks.url", "", "Where the application's public keys can be read, as a JWK set."),
  JWT_ISSUER("jwt.issuer", "", "The `iss` that a JWT of the application must have, if any."),
  JWT_AUDIENCE(
      "jwt.audience",
      "",
      "The `aud` that a JWT of the application must have. Without it, tokens that name an audience"
          + " are refused."),
  JWT_USER_CLAIM("jwt.user.claim", "sub", "The claim that names the user."),
  JWT_COOKIE("jwt.cookie", "", "The cookie that holds the application's JWT, if one does."),
  JWT_SKEW(
      "jwt.skew.seconds", "30", "How far the clock of whoever signs may differ from this node's."),
  JWT_JWKS_FRESH(
      "jwt.jwks.fresh.seconds", "300", "How long a key set is used before it is read again."),
  JWT_JWKS_PAUSE(
      "jwt.jwks.pause.seconds",
      "10",
      "Shortest time between two reads of the key set that tokens with unknown keys ask for."),
  JWT_JWKS_STALE(
      "jwt.jwks.stale.seconds",
      "3600",
      "How long a key set is used on that cannot be read again; then nobody is let in by it."),
  JWT_JWKS_TIMEOUT("jwt.jwks.timeout.seconds", "2", "How long the reading of a key set may take."),
  SESSION_QUERY(
      "session.query",
      "",
      "A query that finds the user of one of the application's sessions by its secret, `select"
          + " user_id from sessions where secret = ? and expires_at > now()`, in the database that"
          + " Ringside shares with the application. A second column may say when it ends."),
  SESSION_COOKIE(
      "session.cookie", "", "The cookie that holds the secret of the application's session."),
  SESSION_AT_ONCE(
      "session.at.once",
      "2",
      "How many sessions are looked up at the same time: fewer than there are connections to the"
          + " database, so that nobody's guessing holds up others."),
  WHOAMI_URL(
      "whoami.url",
      "",
      "An address of the application that is sent a caller's cookies or `Authorization` header, and"
          + " answers 200 with who that is as JSON, or 401."),
  WHOAMI_COOKIE(
      "whoami.cookie",
      "",
      "The cookie without which the application is not asked, if it uses one."),
  WHOAMI_USER("whoami.user", "user", "The field of the application's answer that names the user."),
  WHOAMI_TIMEOUT("whoami.timeout.seconds", "2", "How long the application may take to answer."),
  WHOAMI_CACHE("whoami.cache.seconds", "5", "How long the application's answer is believed."),
  WHOAMI_AT_ONCE("whoami.at.once", "16", "How many callers are asked about at the same time."),

  BROKER(
      "broker",
      "",
      "What carries changes between nodes: `local` (one node alone), `postgres` or `redis`. By"
          + " default `local` with the embedded PostgreSQL, else `postgres`."),
  REDIS_URL(
      "redis.url",
      "redis://127.0.0.1:6379",
      "Where Redis is, for `RINGSIDE_BROKER=redis`: `redis://` or `rediss://`, user and password in"
          + " it where there are any."),
  BROKER_WAITING_BYTES(
      "broker.waiting.bytes",
      "8388608",
      "Bytes of changes that may wait for the broker; beyond, they are dropped, and other nodes"
          + " find them when they compare heads."),
  BROKER_RETRY(
      "broker.retry.seconds", "1", "Longest pause between two attempts to reach the broker."),
  NODE_LEASE(
      "node.lease.seconds",
      "10",
      "How long a node counts as alive after its last sign of life; it gives three in that time."),
  PRESENCE(
      "presence.seconds",
      "0.5",
      "How often a node tells the others whose sessions it has, where that has changed."),
  HEARTBEAT(
      "heartbeat.seconds", "25", "How often a socket is pinged; one ping unanswered ends it."),
  RECONCILE(
      "reconcile.seconds", "5", "How often sessions are compared with the heads of their logs."),
  RECONCILE_GRACE(
      "reconcile.grace.seconds",
      "0.25",
      "How long a change may be on its way to a session before a comparison takes it for lost."),
  CHORES_LOOK(
      "chores.look.seconds",
      "0.24",
      "How often an idle node looks for what lies in the database to be done: what has expired, for"
          + " one. A busy one looks every 20 ms."),
  OUTBOX_ROWS(
      "outbox.rows", "1000", "Rows of the outbox that are moved in one transaction at most."),
  OUTBOX_LISTEN(
      "outbox.listen",
      "true",
      "Whether to listen, on a connection more, for applications that say `notify` when they have"
          + " put something into the outbox; `false` for a database or a pooler that has no"
          + " LISTEN."),
  OUTBOX_LISTEN_RETRY(
      "outbox.listen.retry.seconds",
      "10",
      "Longest pause between two attempts to listen; meanwhile the outbox is looked at as ever."),
  OUTBOX_ASIDE(
      "outbox.aside.seconds",
      "1",
      "Longest time for which the rows of a user are left alone whose inbox somebody else has"
          + " locked; the first is a fiftieth of a second."),
  INBOX_MAX_ROWS(
      "inbox.max.rows",
      "0",
      "How many notifications an inbox keeps; beyond, those that rang longest ago are deleted."
          + " Exact up to 10, and to a tenth above. 0 is no limit."),
  INBOX_MAX_AGE(
      "inbox.max.age.seconds",
      "0",
      "How long a notification is kept that nothing replaces; a round deletes what is older. 0 is"
          + " for ever."),
  TOMBSTONE(
      "tombstone.seconds",
      "604800",
      "How long it is kept what was deleted. Who comes back after a longer time starts anew, with a"
          + " snapshot."),
  RETENTION_ROUND(
      "retention.round.seconds",
      "3600",
      "How long a node rests between two rounds that look for what is too old, and for inboxes that"
          + " are too long."),
  SWEEP_ROWS(
      "sweep.rows",
      "64",
      "Rows that a sweep takes on in one transaction: few, since publishes wait for it."),
  EVENTS_COMMENT("events.comment.seconds", "15", "How often an idle event stream gets a comment."),
  SESSIONS_PER_USER("sessions.per.user", "100", "Sessions of one user on one node; 0 is no limit."),
  SESSIONS_PER_ADDRESS(
      "sessions.per.address", "1000", "Sockets from one address on one node; 0 is no limit."),
  SESSIONS_PER_NODE(
      "sessions.per.node",
      "50000",
      "Sockets, event streams and long polls at a time on one node; one more is answered 503. 0 is"
          + " no limit."),
  PUBLISHES_PER_KEY(
      "publishes.per.key.per.second",
      "100000",
      "Publishes a second by one API key on one node, each of many counted alone, with bursts of"
          + " four times that; beyond: 429. 0 is no limit."),
  PUBLISHES_PER_USER(
      "publishes.per.user.per.second",
      "1000",
      "Publishes a second to one user on one node, with bursts of four times that; beyond: 429. 0"
          + " is no limit."),
  ROOMS_BY_USERS(
      "rooms.by.users",
      "true",
      "Whether users may make rooms of their own; else only the application does."),
  ROOM_GRACE(
      "room.grace.seconds",
      "10",
      "How long a lost connection may take to come back to an open room before its member has"
          + " left."),
  ROOM_EMPTY(
      "room.empty.seconds",
      "600",
      "How long an ephemeral room waits for somebody to come at all before it goes."),
  ROOM_ROUND(
      "room.round.seconds",
      "60",
      "How often a node looks for members whose node has died without anybody to say so, and for"
          + " empty rooms."),
  ROOM_LINK(
      "room.link",
      "/rooms/#{room}",
      "Where a notification of a mention leads; `{room}` is the room's id; `-` for nowhere."),
  ROOM_MESSAGES_PER_SECOND(
      "room.messages.per.second",
      "20",
      "Messages a second of one person in one room on one node, with bursts of four times that;"
          + " beyond: 429. 0 is no limit."),
  ROOM_PRESENCE_MEMBERS(
      "room.presence.members",
      "200",
      "Up to how many members a room's presence names each of them; beyond, it only counts them."),
  ROOM_PRESENCE_PAUSE(
      "room.presence.pause.seconds",
      "0.2",
      "Shortest time between two frames of presence of one room, a second longer for each thousand"
          + " sessions."),
  ROOM_TYPING(
      "room.typing.seconds",
      "5",
      "How long somebody is shown as typing; a client says so once in half that time at most."),
  ROOMS_PER_SESSION(
      "rooms.per.session", "100", "Rooms that one socket may follow at a time; 0 is no limit."),
  JOB_LEASE(
      "job.lease.seconds",
      "300",
      "How long a job may be silent that does not say otherwise; then it has stalled."),
  JOB_PAUSE(
      "job.pause.seconds",
      "0.2",
      "Shortest time between two changes of a job's notification by reports of it; what is reported"
          + " sooner is held, and merged."),
  JOB_KEPT(
      "job.kept.seconds",
      "604800",
      "How long it is known of a job that it has ended. Its notification stays by rules of its"
          + " own."),
  JOB_DEAF(
      "job.deaf.seconds",
      "5",
      "For how long a node may be away from its database before it takes it that no job could"
          + " report: leases that ran out meanwhile begin anew."),
  FRAMES_PER_SECOND(
      "frames.per.second",
      "50",
      "Frames a second from one socket, with bursts of four times that; 0 is no limit."),
  DELIVERY_LANES(
      "delivery.lanes", "2", "Threads that hand changes to sessions; a log keeps to one."),
  DRAIN("drain.seconds", "10", "How long a stopping node may take, its notice aside."),
  DRAIN_NOTICE(
      "drain.notice.seconds",
      "0",
      "How long a node that is asked to stop is not ready, but serves on as before,"
          + " so that a load balancer sees it. A stop takes so much longer.");

  private final String property;
  private final String defaultValue;
  private final String description;

  Setting(String name, String defaultValue, String description) {
    this.property = "ringside." + name;
    this.defaultValue = defaultValue;
    this.description = description;
  }

  /** The system property, such as {@code ringside.http.port}. */
  public String property() {
    return property;
  }

  /** The environment variable, such as {@code RINGSIDE_HTTP_PORT}. */
  public String variable() {
    return property.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** What holds where nothing is given; empty for none. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What it is for, in a sentence. */
  public String description() {
    return description;
  }
}
