package dev.ringside.push;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.log.LogName;
import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import dev.ringside.log.Signal;
import dev.ringside.log.Visit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session that follows a log: sees each change once, in order, without a gap, and never holds up
 * anybody. There is no queue of frames. A session is LIVE, and takes changes as they are delivered,
 * or BEHIND, and reads the log from where it stands; the table is its queue.
 *
 * <p><b>Order.</b> The session's own monitor guards its state and its non-blocking write together,
 * so what is sent and the position agree. No other lock is taken under it but those of the catch-up
 * queue and of the outlet, neither of which calls back under its own. While a catch-up is being
 * read the session is BEHIND, so the position from which it is read stands still; what is heard
 * meanwhile is noted in {@code heard}. A read sees all that was heard of before it began, since
 * nothing is delivered that had not been committed.
 */
final class PushSession {

  /** Heard of where nobody knows what there is: no read covers it, so another one follows. */
  private static final Position ANYTHING = new Position("", 0);

  private final LogName log;
  private final Outlet outlet;
  private final Consumer<PushSession> catchUps;
  private final int limit;
  private final boolean unreadOnly;

  /** Last sent; null as long as a snapshot is to come. */
  @GuardedBy("this")
  private @Nullable Position position;

  /** The history that its peer was sent before the one it stands in; null for none. */
  @GuardedBy("this")
  private @Nullable String left;

  /** The newest that was heard of since the last read began; null for nothing. */
  @GuardedBy("this")
  private @Nullable Position heard;

  @GuardedBy("this")
  private State state = State.NEW;

  /** What a session that is behind is waiting for. */
  @GuardedBy("this")
  private Waiting waiting = Waiting.NOTHING;

  /** Whether the peer has had a first frame, which tells it that it is current. */
  @GuardedBy("this")
  private boolean greeted;

  private enum State {
    /** Hears already, but is not to send: its first read is still to begin, and sees all of it. */
    NEW,
    LIVE,
    BEHIND,
    CLOSED
  }

  private enum Waiting {
    NOTHING,
    /** In the catch-up queue. */
    QUEUED,
    /** Being read for. */
    READ,
    /** The outlet takes nothing at the moment. */
    ROOM
  }

  /**
   * A session that has not started.
   *
   * @param catchUps has a session read for, soon and on another thread
   * @param from the position that the peer has, or null for a snapshot
   * @param limit how many rows a snapshot holds at most
   * @param unreadOnly whether snapshots hold unread rows alone
   */
  PushSession(
      LogName log,
      Outlet outlet,
      Consumer<PushSession> catchUps,
      @Nullable Position from,
      int limit,
      boolean unreadOnly) {
    this.log = log;
    this.outlet = outlet;
    this.catchUps = catchUps;
    this.position = from;
    this.limit = limit;
    this.unreadOnly = unreadOnly;
  }

  LogName log() {
    return log;
  }

  /** What it writes to. */
  Outlet outlet() {
    return outlet;
  }

  /** Who follows it. */
  Visit visit() {
    return outlet.visit();
  }

  /**
   * Catches up for the first time. The session must be registered by then, so that it hears all.
   */
  synchronized void start() {
    if (state == State.NEW) {
      state = State.BEHIND;
      catchUp();
    }
  }

  /**
   * Takes changes that have just been delivered, or notes that there are some.
   *
   * @return whether they were sent
   */
  synchronized boolean offer(Run run) {
    if (state == State.NEW
        || state == State.CLOSED
        || (position != null && position.covers(run.end()))) {
      return false;
    }
    if (state == State.LIVE && position != null && outlet.canTake()) {
      Run next = run.after(position);
      if (position.isFollowedBy(next.epoch(), next.since())) {
        send(next.frame(), next.end());
        return true;
      }
    }
    fallBehind(run.end());
    return false;
  }

  /** Whether it has to catch up. */
  synchronized boolean isBehind() {
    return state == State.NEW || state == State.BEHIND;
  }

  /** Notes that the log moved on to there, by changes that are not told themselves. */
  synchronized void hear(Position to) {
    boolean hears = state == State.LIVE || state == State.BEHIND;
    if (hears && (position == null || !position.covers(to))) {
      fallBehind(to);
    }
  }

  /** Where it stands, if it is up to date as far as it knows; null otherwise. */
  synchronized @Nullable Position livePosition() {
    return state == State.LIVE ? position : null;
  }

  /**
   * Compares itself with the head of the log, as the database has told it. Both ways round: the
   * head was read after {@code before} and some time ago, so a session that has heard all has
   * reached it by now, and a log that has lost nothing had reached {@code before} by then.
   *
   * @param before where this session stood before the head was read
   * @return whether it had missed something, and catches up now
   */
  synchronized boolean compare(Position before, Position head) {
    if (state != State.LIVE || position == null) {
      return false;
    }
    boolean hasHeard = position.covers(head);
    boolean isKept = before.isNone() || head.covers(before);
    if (hasHeard && isKept) {
      return false;
    }
    fallBehind(head);
    return true;
  }

  /** Looks into the log again, whatever was heard of it. */
  synchronized void suspect() {
    if (state == State.LIVE) {
      state = State.BEHIND;
      catchUp();
    } else if (state == State.BEHIND) {
      // The read under way may have begun too early.
      heard = ANYTHING;
    }
  }

  @GuardedBy("this")
  private void fallBehind(Position newest) {
    if (heard == null || newest.covers(heard)) {
      heard = newest;
    } else if (!heard.covers(newest)) {
      // Of two histories it is not known which one came first.
      heard = ANYTHING;
    }
    state = State.BEHIND;
    catchUp();
  }

  @GuardedBy("this")
  private void catchUp() {
    if (waiting != Waiting.NOTHING) {
      return;
    }
    if (outlet.canTake()) {
      waiting = Waiting.QUEUED;
      catchUps.accept(this);
    } else {
      waiting = Waiting.ROOM;
      outlet.onceWritable(this::writable);
    }
  }

  private synchronized void writable() {
    if (state == State.BEHIND && waiting == Waiting.ROOM) {
      waiting = Waiting.NOTHING;
      catchUp();
    }
  }

  /** What is to be read for it, as a read begins; null where it waits for none any more. */
  synchronized LogReader.@Nullable Query beginRead() {
    if (state == State.CLOSED || waiting != Waiting.QUEUED) {
      return null;
    }
    waiting = Waiting.READ;
    heard = null;
    return new LogReader.Query(log, position, limit, unreadOnly);
  }

  /** Takes what was read for it. A room that is not there any more ends it. */
  void endRead(LogReader.CatchUp missed, Frame frame) {
    if (log.kind() == LogName.Kind.ROOM && missed.to().isNone()) {
      close(CloseCode.ERASED);
    } else {
      take(missed, frame);
    }
  }

  private synchronized void take(LogReader.CatchUp missed, Frame frame) {
    if (state == State.CLOSED || waiting != Waiting.READ) {
      return;
    }
    waiting = Waiting.NOTHING;
    if (missed.empty() && greeted) {
      moveTo(missed.to());
    } else if (outlet.canTake()) {
      send(frame, missed.to());
    } else {
      catchUp();
      return;
    }
    boolean overtaken = heard != null && !missed.to().covers(heard);
    if (missed.more() || overtaken) {
      catchUp();
    } else {
      heard = null;
      state = State.LIVE;
    }
  }

  /** After a read for it has failed: whether it waits for another, and is to be queued again. */
  synchronized boolean retryRead() {
    if (state == State.CLOSED || waiting != Waiting.READ) {
      return false;
    }
    waiting = Waiting.QUEUED;
    return true;
  }

  @GuardedBy("this")
  private void send(Frame frame, Position end) {
    outlet.send(frame);
    moveTo(end);
    greeted = true;
  }

  @GuardedBy("this")
  private void moveTo(Position end) {
    Position before = position;
    position = end;
    if (greeted && before != null && !before.isNone() && !before.epoch().equals(end.epoch())) {
      left = before.epoch();
    }
  }

  /**
   * Ends it, as the history that its peer was sent is erased. It may have read what came after that
   * before this word, which may come late. One that has never followed that history stays: the user
   * is there again. One that is about to read its first looks again, since what is being read may
   * be what was erased.
   */
  void leave(String erasedEpoch) {
    synchronized (this) {
      boolean follows = position != null && position.epoch().equals(erasedEpoch);
      if (!follows && !erasedEpoch.equals(left)) {
        suspect();
        return;
      }
    }
    close(CloseCode.ERASED);
  }

  /** Ends it where its peer came by that sign-in. */
  void signInEnded(String signIn) {
    if (signIn.equals(outlet.signIn())) {
      close(CloseCode.SIGNED_OUT);
    }
  }

  /** The sign-in that its peer came by, or null. */
  @Nullable String signIn() {
    return outlet.signIn();
  }

  /** Ends it where its peer is this user, who is no member of the room any more. */
  void removed(Signal.Removed out) {
    outlet.removed(out);
  }

  /** Takes no more, without a word to the peer. */
  synchronized void end() {
    state = State.CLOSED;
  }

  /** Ends it and tells the peer why. */
  void close(CloseCode reason) {
    end();
    outlet.close(reason);
  }
}
