package dev.ringside.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everybody comes at once, as after a restart or a network that came back: how long until all are
 * up to date. Without {@code --resume} each asks for its unread notifications; with it, each names
 * the position at which it was and is told what it missed.
 */
final class Storm implements Scenario {

  @Override
  public String name() {
    return "storm";
  }

  @Override
  public String summary() {
    return "many tabs that connect at once and have something to catch up with";
  }

  @Override
  public List<Options.Option> options() {
    return Scenario.withSockets(
        new Options.Option("sessions", "10000", "tabs that connect"),
        new Options.Option("users", null, "users to spread them over; one each otherwise"),
        new Options.Option("unread", "20", "notifications that each has to be told of"),
        new Options.Option("rounds", "3", "storms, one after the other"),
        new Options.Option("pause-ms", "1000", "rest before each round"),
        new Options.Option("patience", "120", "seconds to wait for all to be current"),
        Options.Option.flag("resume", "come back from a position instead of asking anew"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int sessions = options.number("sessions", 1);
    int unread = options.number("unread", 1);
    boolean resume = options.isOn("resume");
    int userCount = options.has("users") ? options.number("users", 1) : sessions;
    Api api = new Api(loop, options);
    List<String> users = api.users(userCount);
    // Whoever resumes needs a history to come back to; one notification makes it.
    api.notify(users, resume ? 1 : unread);
    Crowd crowd = new Crowd(api, loop, options, api.tokens(users));
    Report report = new Report(name());
    if (resume && !crowd.gather(sessions, 0).leave(report)) {
      return report;
    }
    Latencies untilAllCurrent = new Latencies();
    int rounds = options.number("rounds", 1);
    for (int round = 1; round <= rounds; round++) {
      if (resume) {
        api.notify(users, unread);
      }
      // What the server has left to do from before must not weigh on this round.
      loop.turnFor(options.number("pause-ms", 0));
      Measured before = new Measured(options);
      Gathering gathering = crowd.gather(sessions, unread);
      gathering.figures(report, "round " + round + " ");
      if (round == rounds) {
        report.latencies("last round, connect to current", gathering.sockets().currentLatencies());
        before.report(report, sessions, "connection");
      }
      untilAllCurrent.add(gathering.nanos());
      if (!gathering.leave(report)) {
        return report;
      }
    }
    return report.figure("median until all current", untilAllCurrent.percentile(50) / 1e6, "ms");
  }

  /** All sessions, who remember from one gathering to the next where they were. */
  private static final class Crowd {

    private final Api api;
    private final EventLoop loop;
    private final Options options;
    private final List<String> tokens;
    private final ByteBuffer handshake;
    private final Seat.@Nullable Position[] positions;

    Crowd(Api api, EventLoop loop, Options options, List<String> tokens) throws IOException {
      this.api = api;
      this.loop = loop;
      this.options = options;
      this.tokens = tokens;
      handshake = api.handshake();
      positions = new Seat.@Nullable Position[tokens.size()];
    }

    /** Opens all sessions, and waits until each has its {@code unread} notifications. */
    Gathering gather(int sessions, int unread) throws IOException {
      List<Seat> seats = new ArrayList<>(sessions);
      for (int i = 0; i < sessions; i++) {
        seats.add(seat(i, unread));
      }
      SocketLoad sockets = api.sockets(options.isOn("resume") ? this::remember : Crowd::ignore);
      long start = System.nanoTime();
      sockets.open(seats);
      loop.turnUntil(sockets::isSettled, options.number("patience", 1));
      return new Gathering(sockets, sessions, start);
    }

    private Seat seat(int index, int unread) {
      int user = index % tokens.size();
      Seat.Position position = positions[user];
      String hello = Seat.hello(tokens.get(user), Math.min(unread, 100), position);
      return position == null
          ? new Seat(index, user, handshake, hello, -1, 0)
          : new Seat(
              index, user, handshake, hello, position.revision(), position.revision() + unread);
    }

    private void remember(SocketSession session, InboxFrame frame, long nowNanos) {
      positions[session.seat().user()] = new Seat.Position(frame.epoch(), frame.revision());
    }

    private static void ignore(SocketSession session, InboxFrame frame, long nowNanos) {
      // Who does not resume has nothing to remember.
    }
  }

  /** All sessions, open. */
  private record Gathering(SocketLoad sockets, int sessions, long startNanos) {

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

    /** Closes all, and reports what went wrong; false if anything did. */
    boolean leave(Report report) {
      if (sockets.current() < sessions) {
        report.failure("only " + sockets.current() + " of " + sessions + " tabs became current");
      }
      report.failures(sockets.failures());
      sockets.close();
      return report.isGood();
    }
  }
}
