package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.Broker;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Seat;
import dev.ringside.log.Signal;
import dev.ringside.log.Visit;
import dev.ringside.room.Attendance;
import dev.ringside.room.Participant;
import dev.ringside.room.RoomLimits;
import dev.ringside.room.RoomOperation;
import dev.ringside.room.RoomOutcome;
import dev.ringside.room.RoomService;
import dev.ringside.room.Say;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that one socket follows, and what its peer does in them.
 *
 * <p><b>Order.</b> All of it is the connection's selector thread's own: what the writer or a signal
 * tells comes back to that thread. Operations reach the writer in the order in which they came, so
 * a peer need not wait for its join to be answered before it says something.
 */
final class SocketRooms {

  private final Services services;
  private final SocketConnection connection;
  private final Visit visit;
  private final Replies replies;
  private final Map<String, RoomSession> joined = new HashMap<>();
  private final Map<String, Long> typing = new HashMap<>();
  private int joining;
  private boolean closed;

  /** What all sockets share. */
  @Dependent
  record Services(
      RingsideConfig.Rooms settings,
      RoomService rooms,
      RoomLimits limits,
      Attendance attendance,
      RoomPresence presence,
      WebSockets sessions,
      Consumer<PushSession> catchUps,
      Broker broker) {

    @Inject
    Services(
        RingsideConfig config,
        RoomService rooms,
        RoomLimits limits,
        Attendance attendance,
        RoomPresence presence,
        WebSockets sessions,
        CatchUps catchUps,
        Broker broker) {
      this(config.rooms(), rooms, limits, attendance, presence, sessions, catchUps::add, broker);
    }

    /** A session that has not begun. */
    RoomSession session(
        RoomSession.Start start,
        SocketConnection connection,
        Visit visit,
        RoomSession.Ended onEnd) {
      return new RoomSession(start, connection, visit, sessions, attendance, catchUps, onEnd);
    }
  }

  SocketRooms(Services services, SocketConnection connection, Visit visit, Replies replies) {
    this.services = services;
    this.connection = connection;
    this.visit = visit;
    this.replies = replies;
  }

  /**
   * Does what the peer asks.
   *
   * @param who the peer
   * @throws ProblemException where it makes no sense
   */
  void handle(ClientMessage.InRoom message, Participant who) {
    requireId("room", message.room());
    switch (message) {
      case ClientMessage.Join join -> join(join, who);
      case ClientMessage.Leave leave -> leave(leave, who);
      case ClientMessage.Say say -> say(say, who);
      case ClientMessage.Edit edit -> edit(edit, who);
      case ClientMessage.Unsay unsay -> {
        requireId("id", unsay.id());
        submit(
            new RoomOperation.Erase(unsay.room(), unsay.id(), who.user()),
            unsay.ref(),
            _ -> replies.ok(unsay.ref()));
      }
      case ClientMessage.Typing now -> typing(now, who);
    }
  }

  /** Jackson takes a field that is null for one that is there. */
  private static void requireId(String field, @Nullable String id) {
    if (id == null) {
      throw ProblemException.ofField(Problem.Kind.UNREADABLE, field, "must be a text, not null");
    }
    if (!Text.isStorable(id)) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID, field, "holds a NUL character or half of a surrogate pair");
    }
  }

  private void join(ClientMessage.Join join, Participant who) {
    join.check();
    services.limits.require(join.room(), who.user());
    int most = services.settings.perSession();
    boolean isNew = !joined.containsKey(join.room());
    if (isNew && most > 0 && joined.size() + joining >= most) {
      throw ProblemException.of(
          Problem.Kind.TOO_MANY, "One socket may follow %s rooms at a time.", most);
    }
    joining++;
    CompletableFuture<RoomOutcome> _ =
        services
            .rooms
            .submit(new RoomOperation.Join(join.room(), who), Runnable::run)
            .whenComplete(
                (outcome, failure) ->
                    connection.later(
                        () -> {
                          joining--;
                          settle(join.ref(), outcome, failure, done -> follow(join, who, done));
                        }));
  }

  /** A room that is followed already is followed anew, from where the peer now says it stands. */
  private void follow(ClientMessage.Join join, Participant who, RoomOutcome outcome) {
    if (closed || !(outcome instanceof RoomOutcome.Joined in)) {
      return;
    }
    RoomSession before = joined.remove(join.room());
    RoomSession session =
        services.session(
            new RoomSession.Start(
                new Seat(join.room(), who.user()),
                new Position(in.epoch(), in.revision()),
                join.position(),
                join.snapshotLimit(),
                RoomSession.Form.FRAMES),
            connection,
            visit,
            (ended, reason) -> connection.later(() -> ended(ended, reason)));
    joined.put(join.room(), session);
    replies.ok(join.ref());
    session.begin();
    if (before != null) {
      boolean _ = before.end();
    }
    services.presence.greet(session);
  }

  private void ended(RoomSession session, String reason) {
    if (joined.remove(session.room(), session)) {
      replies.say(new ServerMessage.Left(session.room(), reason));
    }
  }

  private void leave(ClientMessage.Leave leave, Participant who) {
    services.limits.require(leave.room(), who.user());
    typing.remove(leave.room());
    RoomSession session = joined.remove(leave.room());
    if (session != null) {
      boolean _ = session.end();
    }
    submit(
        new RoomOperation.Leave(leave.room(), who.user(), false),
        leave.ref(),
        _ -> replies.ok(leave.ref()));
  }

  private void say(ClientMessage.Say say, Participant who) {
    FieldErrors errors = new FieldErrors();
    String content = Say.content(say.content(), errors);
    String id = Say.id(say.id(), errors);
    errors.throwIfAny();
    services.limits.require(say.room(), who.user());
    if (typing.remove(say.room()) != null) {
      services.broker.signal(new Signal.Typing(LogName.room(say.room()), who.user(), true));
    }
    submit(
        new RoomOperation.Say(say.room(), who, false, content, id),
        say.ref(),
        outcome ->
            replies.ok(say.ref(), outcome instanceof RoomOutcome.Said said ? said.id() : null));
  }

  private void edit(ClientMessage.Edit edit, Participant who) {
    requireId("id", edit.id());
    FieldErrors errors = new FieldErrors();
    String content = Say.content(edit.content(), errors);
    errors.throwIfAny();
    services.limits.require(edit.room(), who.user());
    submit(
        new RoomOperation.Edit(edit.room(), edit.id(), who.user(), content),
        edit.ref(),
        _ -> replies.ok(edit.ref()));
  }

  /** Told to others, and kept nowhere; said more often than it is shown for, it is passed over. */
  private void typing(ClientMessage.Typing now, Participant who) {
    if (!joined.containsKey(now.room())) {
      throw ProblemException.of(
          Problem.Kind.FORBIDDEN, "Join this room first: this socket does not follow it.");
    }
    long time = System.nanoTime();
    Long last = typing.get(now.room());
    if (last == null || time - last >= services.settings.typing().dividedBy(2).toNanos()) {
      typing.put(now.room(), time);
      services.broker.signal(new Signal.Typing(LogName.room(now.room()), who.user(), false));
    }
    replies.ok(now.ref());
  }

  /** Hands in an operation; what became of it is told by whatever thread knows it. */
  private void submit(RoomOperation operation, @Nullable String ref, Consumer<RoomOutcome> done) {
    CompletableFuture<RoomOutcome> _ =
        services
            .rooms
            .submit(operation, Runnable::run)
            .whenComplete((outcome, failure) -> settle(ref, outcome, failure, done));
  }

  private void settle(
      @Nullable String ref,
      @Nullable RoomOutcome outcome,
      @Nullable Throwable failure,
      Consumer<RoomOutcome> done) {
    switch (outcome) {
      case RoomOutcome.Rejected rejected -> replies.failed(ref, rejected.problem());
      case null -> replies.failed(ref, failure);
      default -> done.accept(outcome);
    }
  }

  /** The socket is gone. */
  void closed() {
    closed = true;
    joined.values().forEach(RoomSession::end);
    joined.clear();
  }
}
