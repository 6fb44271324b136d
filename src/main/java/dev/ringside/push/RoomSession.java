package dev.ringside.push;

import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Seat;
import dev.ringside.log.Signal;
import dev.ringside.log.Visit;
import dev.ringside.room.Attendance;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One room as one socket follows it: the session that follows its log, and the user's seat in it.
 *
 * <p><b>Order.</b> Begun on the socket's selector thread. It may be ended by any, and ends once.
 */
final class RoomSession implements Outlet {

  /** Why it has ended, where nobody has said more. */
  static final String REMOVED = "removed";

  private final Seat seat;
  private final Position joined;
  private final Form form;
  private final SocketConnection connection;
  private final Visit visit;
  private final WebSockets sessions;
  private final Attendance attendance;
  private final Ended onEnd;
  private final PushSession follows;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** The number of the last presence that was sent; {@link RoomPresence}'s own. */
  private long presence;

  /** Told that it has ended for another reason than its peer's wish, and why. */
  @FunctionalInterface
  interface Ended {
    void because(RoomSession session, String reason);
  }

  /** In what form its peer is told what is said. */
  enum Form {
    FRAMES,
    /** Plain text, without anything that is not said. */
    LINES
  }

  /**
   * How it begins.
   *
   * @param joined where the room stood when its peer came in
   * @param from the position that the peer has, or null for the last messages
   * @param limit how many of those
   */
  record Start(Seat seat, Position joined, @Nullable Position from, int limit, Form form) {}

  RoomSession(
      Start start,
      SocketConnection connection,
      Visit visit,
      WebSockets sessions,
      Attendance attendance,
      Consumer<PushSession> catchUps,
      Ended onEnd) {
    this.seat = start.seat;
    this.joined = start.joined;
    this.form = start.form;
    this.connection = connection;
    this.visit = visit;
    this.sessions = sessions;
    this.attendance = attendance;
    this.onEnd = onEnd;
    this.follows =
        new PushSession(
            LogName.room(start.seat.room()), this, catchUps, start.from, start.limit, false);
  }

  String room() {
    return seat.room();
  }

  /** Takes the seat, and follows. */
  void begin() {
    boolean _ = sessions.register(follows);
    attendance.enter(seat);
    follows.start();
  }

  /** Gives the seat back, and follows no longer. */
  boolean end() {
    boolean first = ended.compareAndSet(false, true);
    if (first) {
      sessions.remove(follows);
      attendance.leave(seat);
    }
    return first;
  }

  /**
   * Sends a frame of presence, where it has not had that one and can take it.
   *
   * @return whether it needs it no more
   */
  boolean show(long number, ByteBuffer frame) {
    if (form == Form.LINES || ended.get()) {
      return true;
    }
    if (presence < number && connection.canTake()) {
      connection.write(frame);
      presence = number;
    }
    return presence >= number;
  }

  @Override
  public Visit visit() {
    return visit;
  }

  @Override
  public boolean canTake() {
    return !ended.get() && connection.canTake();
  }

  @Override
  public void send(Frame frame) {
    connection.write(
        switch (form) {
          case FRAMES -> frame.socketBytes();
          case LINES -> PlainText.of(frame);
        });
  }

  @Override
  public void onceWritable(Runnable task) {
    connection.onceWritable(task);
  }

  @Override
  public void removed(Signal.Removed out) {
    boolean over = out.at().isNone() || !joined.covers(out.at());
    if (out.user().equals(seat.user()) && over) {
      leave(out.reason());
    }
  }

  /** Of the room alone if that is gone; for any other reason the socket has to come back. */
  @Override
  public void close(CloseCode reason) {
    if (reason == CloseCode.ERASED) {
      leave("deleted");
    } else {
      connection.close(reason);
    }
  }

  private void leave(String reason) {
    if (end()) {
      onEnd.because(this, reason);
    }
  }
}
