package dev.ringside.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Audit;
import dev.ringside.identity.Authentication;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Right;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxService;
import dev.ringside.inbox.Outcome;
import dev.ringside.log.LogName;
import dev.ringside.log.Visit;
import dev.ringside.room.Participant;
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
final class SocketSession implements SocketListener, SocketPeer {

  private static final Logger log = LoggerFactory.getLogger(SocketSession.class);

  private static final Json.Reader<ClientMessage> messages = Json.reader(ClientMessage.class);
  private static final int MAX_REF = 64;

  private final Services services;
  private final SocketConnection connection;
  private final Visit visit;
  private final FrameRate rate;
  private final Replies replies;
  private final Liveness liveness;
  private final long openedNanos = System.nanoTime();

  private volatile @Nullable Right right;

  /** Whether it has said hello. */
  private volatile boolean greeted;

  /** The user's inbox; null for a guest, who has none. */
  private volatile @Nullable PushSession follows;

  /** Null as long as no room was spoken of. The selector thread's own. */
  private @Nullable SocketRooms rooms;

  /**
   * Null but while a token is being judged, or what came meanwhile is being read. The selector
   * thread's own.
   */
  private @Nullable TokenDesk tokens;

  /**
   * What all sessions share.
   *
   * @param catchUps has a session read for, soon
   * @param onClosed told once of each whose connection has gone
   */
  record Services(
      RingsideConfig config,
      Authentication authentication,
      Audit audit,
      InboxService inbox,
      WebSockets sessions,
      Consumer<PushSession> catchUps,
      SocketRooms.Services rooms,
      Set<SocketPeer> open,
      Consumer<Visit> onClosed) {}

  /**
   * @param right whose session it is, where the handshake has told, or null
   * @param visit who is at the other end
   */
  SocketSession(
      Services services, SocketConnection connection, @Nullable Right right, Visit visit) {
    this.services = services;
    this.connection = connection;
    this.right = right;
    this.visit = visit;
    this.rate = new FrameRate(services.config.socket().framesPerSecond());
    this.liveness = new Liveness(connection);
    this.replies = new Replies(connection, this);
    services.open.add(this);
  }

  @Override
  public void pong() {
    liveness.heard();
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
    } else if (tokens == null || !tokens.isBusy()) {
      read(text);
      if (tokens != null && !tokens.isBusy()) {
        tokens = null;
      }
    } else if (!tokens.hold(text)) {
      close(CloseCode.TOO_MANY_FRAMES);
    }
  }

  private void read(String text) {
    ObjectNode frame = Json.object(text);
    boolean hello = frame != null && frame.path("type").asText().equals("hello");
    if (frame == null || (!greeted && !hello)) {
      close(CloseCode.BAD_FRAME);
      return;
    }
    String ref = null;
    try {
      ref = ref(frame);
      handle(messages.read(frame));
    } catch (ProblemException e) {
      replies.failed(ref, e.problem());
    } catch (RuntimeException e) {
      log.error("a message on a socket could not be handled", e);
      Problem problem = Problem.of(Problem.Kind.INTERNAL, "The message could not be handled.");
      replies.failed(ref, problem);
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
      case ClientMessage.Hello hello when !greeted -> greet(hello);
      case ClientMessage.Hello hello -> renew(hello);
      case ClientMessage.Mark mark -> mark(mark);
      case ClientMessage.InRoom inRoom -> rooms().handle(inRoom, Participant.of(person()));
      case ClientMessage.Ack ack -> {
        ack.check();
        replies.ok(ack.ref());
      }
      case ClientMessage.Ping ping -> {
        say(new ServerMessage.Pong());
        replies.ok(ping.ref());
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
    Caller.Person person = Authentication.person(found.caller());
    right = found;
    switch (person) {
      case Caller.User user -> follow(hello, user);
      case Caller.Guest _ -> welcome(person, hello.ref());
    }
  }

  private void follow(ClientMessage.Hello hello, Caller.User user) {
    PushSession session =
        new PushSession(
            LogName.inbox(user.id().value()),
            new SocketOutlet(this, connection),
            services.catchUps,
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

  private void welcome(Caller.Person person, @Nullable String ref) {
    greeted = true;
    long heartbeat = Math.max(1, services.config.sessions().heartbeat().toSeconds());
    Boolean guest = person instanceof Caller.Guest ? true : null;
    replies.say(new ServerMessage.Welcome(visit.id(), person.id().value(), guest, heartbeat));
    replies.ok(ref);
  }

  private SocketRooms rooms() {
    SocketRooms known = rooms;
    if (known == null) {
      known = new SocketRooms(services.rooms, connection, visit, replies);
      rooms = known;
    }
    return known;
  }

  private void judge(ClientMessage.Hello hello, Consumer<Right> then) {
    if (hello.token() != null) {
      TokenDesk desk = tokens;
      if (desk == null) {
        desk = new TokenDesk(services.authentication, connection, this::read);
        tokens = desk;
      }
      desk.judge(hello.token(), then, problem -> refuse(hello.ref(), problem));
    }
  }

  /** A bad credential ends the session; where that cannot be told, it may be shown again. */
  private void refuse(@Nullable String ref, Problem problem) {
    replies.failed(ref, problem);
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
    if (person().id().equals(Authentication.person(found.caller()).id())) {
      right = found;
      replies.ok(hello.ref());
    } else {
      close(CloseCode.FORBIDDEN);
    }
  }

  /** The sign-in that the peer's credential belongs to, or null. */
  @Nullable String signIn() {
    Right present = right;
    return present == null ? null : present.caller().signIn();
  }

  private Caller.Person person() {
    return Authentication.person(Objects.requireNonNull(right).caller());
  }

  private void mark(ClientMessage.Mark mark) {
    UserId owner = person().reach(UserId.ME);
    CompletableFuture<Outcome> _ =
        services
            .inbox
            .mark(owner, mark.as(), mark.which().check(), Runnable::run)
            .whenComplete((outcome, failure) -> answer(mark.ref(), outcome, failure));
  }

  private void answer(
      @Nullable String ref, @Nullable Outcome outcome, @Nullable Throwable failure) {
    switch (outcome) {
      case Outcome.Rejected rejected -> replies.failed(ref, rejected.problem());
      case null -> replies.failed(ref, failure);
      default -> replies.ok(ref);
    }
  }

  /** Sends a message that is no part of a log. */
  void say(ServerMessage message) {
    replies.say(message);
  }

  @Override
  public void close(CloseCode reason) {
    unregister();
    connection.close(reason);
  }

  @Override
  public void closed() {
    services.open.remove(this);
    services.onClosed.accept(visit);
    unregister();
    SocketRooms known = rooms;
    if (known != null) {
      known.closed();
    }
  }

  @Override
  public void check(long now, Instant time) {
    Right present = right;
    if (!greeted) {
      if (now - openedNanos > services.config.socket().helloTimeout().toNanos()) {
        close(CloseCode.NO_HELLO);
      }
    } else if (present != null && !present.holds(time)) {
      close(CloseCode.UNAUTHENTICATED);
    } else {
      switch (liveness.check(now, services.config)) {
        case ALIVE -> {}
        case STALLED -> close(CloseCode.STALLED);
        case DEAD -> {
          unregister();
          connection.terminate();
        }
      }
    }
  }

  private void unregister() {
    PushSession session = follows;
    if (session != null) {
      services.sessions.remove(session);
    }
  }

  /** Who is at the other end. */
  Visit visit() {
    return visit;
  }

  @Override
  public boolean follows() {
    return greeted;
  }

  @Override
  public long pendingBytes() {
    return connection.pendingBytes();
  }

  @Override
  public void drain(long retryAfterMillis) {
    say(new ServerMessage.Bye("drain", retryAfterMillis));
    close(CloseCode.RESTARTING);
  }
}
