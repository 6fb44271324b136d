package dev.ringside.push;

import dev.ringside.identity.Authentication;
import dev.ringside.identity.Right;
import dev.ringside.log.Position;
import dev.ringside.log.Seat;
import dev.ringside.log.Visit;
import dev.ringside.room.Participant;
import dev.ringside.room.RoomOperation;
import dev.ringside.room.RoomOutcome;
import dev.ringside.room.Say;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One room for whoever has nothing but a WebSocket: what comes is said, and what is said goes out
 * as lines of plain text. Without a credential it is a guest who has come.
 *
 * <p><b>Order.</b> What arrives is handled on the connection's own selector thread; lines are
 * written by whatever thread brings the frame that they are made of.
 */
final class PlainSession implements SocketListener, SocketPeer {

  /** How many of the last messages are shown to begin with. */
  private static final int LAST = 20;

  private final SocketSession.Services services;
  private final SocketConnection connection;
  private final Visit visit;
  private final String room;
  private final Right right;
  private final Participant who;
  private final FrameRate rate;
  private final Liveness liveness;

  /** Null until it has come in; the selector thread's own. */
  private @Nullable RoomSession session;

  private volatile boolean inside;
  private boolean closed;

  /**
   * @param right whose session it is
   */
  PlainSession(
      SocketSession.Services services,
      SocketConnection connection,
      String room,
      Right right,
      Visit visit) {
    this.services = services;
    this.connection = connection;
    this.room = room;
    this.right = right;
    this.visit = visit;
    this.who = Participant.of(Authentication.person(right.caller()));
    this.rate = new FrameRate(services.config().socket().framesPerSecond());
    this.liveness = new Liveness(connection);
    services.open().add(this);
    enter();
  }

  private void enter() {
    CompletableFuture<RoomOutcome> _ =
        services
            .rooms()
            .rooms()
            .submit(new RoomOperation.Join(room, who), Runnable::run)
            .whenComplete((outcome, failure) -> connection.later(() -> entered(outcome, failure)));
  }

  private void entered(@Nullable RoomOutcome outcome, @Nullable Throwable failure) {
    if (!(outcome instanceof RoomOutcome.Joined in)) {
      refused(outcome, failure);
      connection.close(CloseCode.FORBIDDEN);
      return;
    }
    if (closed) {
      return;
    }
    RoomSession begun =
        services
            .rooms()
            .session(
                new RoomSession.Start(
                    new Seat(room, who.user()),
                    new Position(in.epoch(), in.revision()),
                    null,
                    LAST,
                    RoomSession.Form.LINES),
                connection,
                visit,
                (_, reason) -> connection.later(() -> ended(reason)));
    session = begun;
    inside = true;
    begun.begin();
  }

  private void refused(@Nullable RoomOutcome outcome, @Nullable Throwable failure) {
    line(
        "! "
            + switch (outcome) {
              case RoomOutcome.Rejected rejected -> rejected.problem().detail();
              case null, default ->
                  failure != null && ProblemException.causeOf(failure) instanceof ProblemException e
                      ? e.problem().detail()
                      : "That is not known to be stored.";
            });
  }

  private void line(String text) {
    connection.write(Frames.text(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void ended(String reason) {
    line("* You are out of this room: " + reason + ".");
    connection.close(CloseCode.FORBIDDEN);
  }

  @Override
  public void text(String text) {
    liveness.heard();
    if (!rate.allows()) {
      close(CloseCode.TOO_MANY_FRAMES);
      return;
    }
    String said = text.strip();
    if (said.isEmpty()) {
      return;
    }
    try {
      say(said);
    } catch (ProblemException e) {
      line("! " + e.problem().detail());
    }
  }

  private void say(String text) {
    FieldErrors errors = new FieldErrors();
    String content = Say.content(text, errors);
    errors.throwIfAny();
    services.rooms().limits().require(room, who.user());
    CompletableFuture<RoomOutcome> _ =
        services
            .rooms()
            .rooms()
            .submit(new RoomOperation.Say(room, who, false, content, null), Runnable::run)
            .whenComplete(
                (outcome, failure) -> {
                  if (!(outcome instanceof RoomOutcome.Said)) {
                    refused(outcome, failure);
                  }
                });
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
  public void close(CloseCode reason) {
    connection.close(reason);
  }

  @Override
  public void closed() {
    closed = true;
    services.open().remove(this);
    services.onClosed().accept(visit);
    if (session != null) {
      boolean _ = session.end();
    }
  }

  @Override
  public void check(long now, Instant time) {
    if (!right.holds(time)) {
      close(CloseCode.UNAUTHENTICATED);
      return;
    }
    switch (liveness.check(now, services.config())) {
      case ALIVE -> {}
      case STALLED -> close(CloseCode.STALLED);
      case DEAD -> connection.terminate();
    }
  }

  @Override
  public long pendingBytes() {
    return connection.pendingBytes();
  }

  @Override
  public boolean follows() {
    return inside;
  }

  @Override
  public void drain(long retryAfterMillis) {
    line("* This server restarts; come back in " + Math.ceilDiv(retryAfterMillis, 1_000) + " s.");
    close(CloseCode.RESTARTING);
  }
}
