package dev.ringside.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a {@link Storm}, which come at once and, if told to, remember from one time to
 * the next where they were. For the loop's thread.
 */
final class Crowd {

  private final Api api;
  private final int sessions;
  private final int patience;
  private final boolean resumes;
  private final List<String> tokens;
  private final Seat.@Nullable Position[] positions;

  Crowd(Api api, Options options, List<String> tokens) {
    this.api = api;
    this.tokens = tokens;
    sessions = options.number("sessions", 1);
    patience = options.number("patience", 1);
    resumes = options.isOn("resume");
    positions = new Seat.@Nullable Position[tokens.size()];
  }

  /** Opens all sessions, and waits until each has its {@code unread} notifications. */
  Gathering gather(List<Node> nodes, int unread, Meanwhile posts) throws IOException {
    List<Seat> seats = new ArrayList<>(sessions);
    for (int i = 0; i < sessions; i++) {
      seats.add(seat(i, unread));
    }
    SocketLoad sockets = api.sockets(nodes, resumes ? this::remember : Crowd::ignore);
    long start = System.nanoTime();
    sockets.open(seats);
    posts.turnUntil(sockets::isSettled, patience);
    return new Gathering(sockets, sessions, start);
  }

  private Seat seat(int index, int unread) {
    int user = index % tokens.size();
    Seat.Position position = positions[user];
    String hello = Seat.hello(tokens.get(user), Math.min(unread, 100), position);
    return position == null
        ? new Seat(index, user, hello, -1, 0)
        : new Seat(index, user, hello, position.revision(), position.revision() + unread);
  }

  private void remember(SocketSession session, LogFrame frame, long nowNanos) {
    positions[session.seat().user()] = new Seat.Position(frame.epoch(), frame.revision());
  }

  private static void ignore(SocketSession session, LogFrame frame, long nowNanos) {
    // Who does not resume has nothing to remember.
  }

  /** All sessions, open. */
  record Gathering(SocketLoad sockets, int sessions, long startNanos) {

    long nanos() {
      return sockets.lastCurrentNanos() - startNanos;
    }

    void figures(Report report, String round) {
      double connecting = (sockets.lastOpenedNanos() - startNanos) / 1e9;
      report
          .figure(round + "until all current", nanos() / 1e6, "ms")
          .figure(round + "connections/s", sessions / connecting, "")
          .figure(round + "current/s", sessions * 1e9 / nanos(), "");
    }

    /** Reports what went wrong; false if anything did. */
    boolean check(Report report) {
      if (sockets.current() < sessions) {
        report.failure("only " + sockets.current() + " of " + sessions + " tabs became current");
      }
      return report.failures(sockets.failures()).isGood();
    }

    /** Closes all. */
    void leave() {
      sockets.close();
    }

    /** Waits until all have lost their node, who has just died. */
    void fallApart(EventLoop loop, int seconds) throws IOException {
      if (!loop.turnUntil(sockets::haveAllEnded, seconds)) {
        throw new BenchException("Some tabs outlived the process that was to be their node.");
      }
    }
  }
}
