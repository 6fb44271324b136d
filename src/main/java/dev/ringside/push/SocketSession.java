package dev.ringside.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Audit;
import dev.ringside.identity.Authentication;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Right;
import dev.ringside.inbox.InboxService;
import dev.ringside.inbox.Outcome;
import dev.ringside.log.LogName;
import dev.ringside.log.Visit;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tab's side of the conversation on its socket: hello, commands, pings.
 *
 * <p><b>Order.</b> What arrives is handled on the connection's own selector thread, one message
 * after the other, and never blocks it. The fields that the {@link Heartbeat} reads are volatile.
 * What is answered goes through the connection, whose writes are whole frames.
 */
final class SocketSession implements SocketListener {

  private static final Logger log = LoggerFactory.getLogger(SocketSession.class);

  private static final Json.Reader<ClientMessage> messages = Json.reader(ClientMessage.class);
  private static final int MAX_REF = 64;

  /** Answers that may wait for a client that sends but does not read. */
  private static final int MAX_PENDING_ANSWERS = 1 << 20;

  private final Services services;
  private final SocketConnection connection;
  private final Visit visit;
  private final Runnable onClosed;
  private final FrameRate rate;
  private final TokenDesk tokens;
  private final long openedNanos = System.nanoTime();

  private volatile @Nullable Right right;
  private volatile @Nullable PushSession follows;

  private volatile boolean pinged;
  private volatile long acknowledged;

  // Only the heartbeat's thread touches these.
  private long lastPending;
  private long movedNanos = openedNanos;
  private long pingedNanos = openedNanos;

  /** What all sessions share. */
  record Services(
      RingsideConfig config,
      Authentication authentication,
      Audit audit,
      InboxService inbox,
      WebSockets sessions,
      CatchUps catchUps,
      Set<SocketSession> open) {}

  /**
   * @param right whose session it is, where the handshake has told, or null
   * @param visit who is at the other end
   * @param onClosed run once when the connection has gone
   */
  SocketSession(
      Services services,
      SocketConnection connection,
      @Nullable Right right,
      Visit visit,
      Runnable onClosed) {
    this.services = services;
    this.connection = connection;
    this.right = right;
    this.visit = visit;
    this.onClosed = onClosed;
    this.rate = new FrameRate(services.config.socket().framesPerSecond());
    this.tokens = new TokenDesk(services.authentication, connection, this::read);
    services.open.add(this);
  }

  @Override
  public void pong() {
    pinged = false;
  }

  @Override
  public void control() {
    if (!rate.allows()) {
      close(CloseCode.TOO_MANY_FRAMES);
    }
  }

  @Override
  public void text(String text) {
    pong();
    if (!rate.allows()) {
      close(CloseCode.TOO_MANY_FRAMES);
    } else if (!tokens.isBusy()) {
      read(text);
    } else if (!tokens.hold(text)) {
      close(CloseCode.TOO_MANY_FRAMES);
    }
  }

  private void read(String text) {
    ObjectNode frame = Json.object(text);
    boolean hello = frame != null && frame.path("type").asText().equals("hello");
    if (frame == null || (follows == null && !hello)) {
      close(CloseCode.BAD_FRAME);
      return;
    }
    String ref = null;
    try {
      ref = ref(frame);
      handle(messages.read(frame));
    } catch (ProblemException e) {
      say(new ServerMessage.Failed(ref, e.problem()));
    } catch (RuntimeException e) {
      log.error("a message on a socket could not be handled", e);
      Problem problem = Problem.of(Problem.Kind.INTERNAL, "The message could not be handled.");
      say(new ServerMessage.Failed(ref, problem));
    }
  }

  /** Read before all else, so that even a message that makes no sense is answered by its name. */
  private static @Nullable String ref(ObjectNode frame) {
    JsonNode ref = frame.get("ref");
    if (ref == null || ref.isNull()) {
      return null;
    }
    String text = ref.textValue();
    if (text == null || text.codePointCount(0, text.length()) > MAX_REF || !Text.isStorable(text)) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID,
          "ref",
          "must be a text of at most "
              + MAX_REF
              + " characters, without NUL or half a surrogate pair");
    }
    return text;
  }

  private void handle(ClientMessage message) {
    switch (message) {
      case ClientMessage.Hello hello when follows == null -> greet(hello);
      case ClientMessage.Hello hello -> renew(hello);
      case ClientMessage.Mark mark -> mark(mark);
      case ClientMessage.Ack ack -> {
        ack.check();
        acknowledged = Math.max(acknowledged, ack.revision());
        ok(ack.ref());
      }
      case ClientMessage.Ping ping -> {
        say(new ServerMessage.Pong());
        ok(ping.ref());
      }
    }
  }

  private void greet(ClientMessage.Hello hello) {
    hello.check();
    Right known = right;
    if (hello.token() != null) {
      judge(hello, found -> begin(hello, found));
    } else if (known != null) {
      begin(hello, known);
    } else {
      close(CloseCode.UNAUTHENTICATED);
    }
  }

  private void begin(ClientMessage.Hello hello, Right found) {
    Caller.User user = Authentication.user(found.caller());
    right = found;
    PushSession session =
        new PushSession(
            LogName.inbox(user.id().value()),
            new SocketOutlet(this, connection),
            services.catchUps::add,
            hello.position(),
            hello.snapshotLimit(),
            hello.isUnreadOnly());
    if (!services.sessions.register(session)) {
      close(CloseCode.TOO_MANY_SESSIONS);
      return;
    }
    follows = session;
    welcome(user, hello.ref());
    session.start();
    if (!connection.isOpen()) {
      // It may have closed before there was anything to remove.
      services.sessions.remove(session);
    }
  }

  private void welcome(Caller.User user, @Nullable String ref) {
    long heartbeat = Math.max(1, services.config.sessions().heartbeat().toSeconds());
    say(new ServerMessage.Welcome(visit.id(), user.id().value(), heartbeat));
    ok(ref);
  }

  private void judge(ClientMessage.Hello hello, Consumer<Right> then) {
    if (hello.token() != null) {
      tokens.judge(hello.token(), then, problem -> refuse(hello.ref(), problem));
    }
  }

  /** A bad credential ends the session; where that cannot be told, it may be shown again. */
  private void refuse(@Nullable String ref, Problem problem) {
    say(new ServerMessage.Failed(ref, problem));
    if (problem.is(Problem.Kind.UNAUTHENTICATED)) {
      services.audit.refusedAtSocket(connection.peer(), "hello", problem);
      close(CloseCode.UNAUTHENTICATED);
    }
  }

  private void renew(ClientMessage.Hello hello) {
    if (!hello.isTokenAlone()) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID,
          "token",
          "alone may come with a later hello, which renews the session");
    }
    judge(hello, found -> renew(hello, found));
  }

  private void renew(ClientMessage.Hello hello, Right found) {
    if (user().id().equals(Authentication.user(found.caller()).id())) {
      right = found;
      ok(hello.ref());
    } else {
      close(CloseCode.FORBIDDEN);
    }
  }

  /** The sign-in that the peer's credential belongs to, or null. */
  @Nullable String signIn() {
    Right present = right;
    return present == null ? null : present.caller().signIn();
  }

  private Caller.User user() {
    return Authentication.user(Objects.requireNonNull(right).caller());
  }

  private void mark(ClientMessage.Mark mark) {
    CompletableFuture<Outcome> _ =
        services
            .inbox
            .mark(user().id(), mark.as(), mark.which().check(), Runnable::run)
            .whenComplete((outcome, failure) -> answer(mark.ref(), outcome, failure));
  }

  private void answer(
      @Nullable String ref, @Nullable Outcome outcome, @Nullable Throwable failure) {
    if (outcome instanceof Outcome.Rejected rejected) {
      say(new ServerMessage.Failed(ref, rejected.problem()));
    } else if (outcome != null) {
      ok(ref);
    } else {
      Throwable cause =
          failure == null || failure.getCause() == null ? failure : failure.getCause();
      say(
          new ServerMessage.Failed(
              ref,
              cause instanceof ProblemException known
                  ? known.problem()
                  : Problem.of(Problem.Kind.UNAVAILABLE, "The change could not be stored.")));
    }
  }

  private void ok(@Nullable String ref) {
    if (ref != null) {
      say(new ServerMessage.Ok(ref));
    }
  }

  /** Sends a message that is no part of a log; a peer that reads none of them is cut. */
  void say(ServerMessage message) {
    if (connection.pendingBytes() > MAX_PENDING_ANSWERS) {
      close(CloseCode.STALLED);
      return;
    }
    connection.write(Frames.text(Json.bytes(message)));
  }

  /** Ends the session and its connection. */
  void close(CloseCode reason) {
    PushSession session = follows;
    if (session != null) {
      services.sessions.remove(session);
    }
    connection.close(reason);
  }

  @Override
  public void closed() {
    services.open.remove(this);
    onClosed.run();
    PushSession session = follows;
    if (session != null) {
      services.sessions.remove(session);
    }
  }

  /** Looks after itself, now and then: called by the heartbeat's one thread. */
  void check(long now, Instant time) {
    RingsideConfig.Socket socket = services.config.socket();
    long heartbeat = services.config.sessions().heartbeat().toNanos();
    Right present = right;
    if (follows == null) {
      if (now - openedNanos > socket.helloTimeout().toNanos()) {
        close(CloseCode.NO_HELLO);
      }
      return;
    }
    if (present != null && !present.holds(time)) {
      close(CloseCode.UNAUTHENTICATED);
      return;
    }
    long pending = connection.pendingBytes();
    if (pending == 0 || pending < lastPending) {
      movedNanos = now;
    }
    lastPending = pending;
    if (now - movedNanos > socket.stallTimeout().toNanos()) {
      close(CloseCode.STALLED);
    } else if (now - pingedNanos > heartbeat) {
      beat(now, pending);
    }
  }

  /** One ping at a time: when the next is due, the one before must have been answered. */
  private void beat(long now, long pending) {
    if (!pinged) {
      pinged = true;
      pingedNanos = now;
      connection.ping();
    } else if (pending == 0) {
      PushSession session = follows;
      if (session != null) {
        services.sessions.remove(session);
      }
      connection.terminate();
    }
  }

  /** Who is at the other end. */
  Visit visit() {
    return visit;
  }

  /** Whether it has said hello, and follows a log. */
  boolean follows() {
    return follows != null;
  }

  /** How many bytes wait for the peer to take them. */
  long pendingBytes() {
    return connection.pendingBytes();
  }

  /** Says goodbye because the node stops, and when to come back. */
  void drain(long retryAfterMillis) {
    say(new ServerMessage.Bye("drain", retryAfterMillis));
    close(CloseCode.RESTARTING);
  }
}
