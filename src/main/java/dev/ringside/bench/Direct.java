package dev.ringside.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Very many direct rooms, with both who meet there, and messages in all of them in a closed loop:
 * how many are stored and pushed a second, how long it takes until both have them, and, where the
 * server's process is named, what lives on its heap for each socket.
 */
final class Direct implements Scenario {

  /** Sockets that come first: what the first ones make for all is not counted as theirs. */
  private static final int NOT_COUNTED = 200;

  @Override
  public String name() {
    return "direct";
  }

  @Override
  public String summary() {
    return "messages in very many direct rooms, from a number of callers";
  }

  @Override
  public List<Options.Option> options() {
    return Scenario.withSockets(
        new Options.Option("rooms", "2000", "direct rooms, with two sockets in each"),
        new Options.Option("connections", "32", "callers at a time, one connection each"),
        new Options.Option("seconds", "15", "how long to measure"),
        new Options.Option("warmup", "10", "seconds before that, not measured"),
        new Options.Option("hold", "3", "seconds from the last socket to a look at the heap"),
        new Options.Option("patience", "120", "seconds to wait for what is missing"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int patience = options.number("patience", 1);
    Api api = new Api(loop, options);
    List<String> users = api.users(2 * options.number("rooms", 1));
    List<String> rooms = api.directRooms(users);
    Talk talk = new Talk(rooms.size());
    Report report = new Report(name());
    try (SocketLoad sockets = api.sockets(talk).ofRooms()) {
      List<Seat> seats = seats(api, rooms, users);
      int first = Math.min(NOT_COUNTED, seats.size());
      Heap heap = new Heap(options);
      sockets.open(seats.subList(0, first));
      settle(sockets, options, loop);
      heap.begin();
      sockets.open(seats.subList(first, seats.size()));
      settle(sockets, options, loop);
      if (sockets.current() < seats.size()) {
        return report
            .failure("only " + sockets.current() + " of " + seats.size() + " came into their room")
            .failures(sockets.failures());
      }
      report.figure("sockets", seats.size());
      heap.report(report, "live heap a socket", seats.size() - first);
      List<byte[]> says = new ArrayList<>(rooms.size());
      for (int i = 0; i < rooms.size(); i++) {
        says.add(api.say(rooms.get(i), users.get(2 * i)));
      }
      talk(says, talk, api, options, loop, report);
      loop.turnUntil(() -> talk.missing(sockets.sessions()) == 0, patience);
      heap.report(report, "live heap a socket, after the messages", seats.size() - first);
      long missing = talk.missing(sockets.sessions());
      report.figure("lost", missing);
      if (missing > 0) {
        report.failure(missing + " deliveries are missing");
      }
      return report.failures(sockets.failures());
    }
  }

  private static void settle(SocketLoad sockets, Options options, EventLoop loop)
      throws IOException {
    loop.turnUntil(sockets::isSettled, options.number("patience", 1));
    if (options.has("pid")) {
      loop.turnFor(1000L * options.number("hold", 0));
    }
  }

  private static void talk(
      List<byte[]> says, Talk talk, Api api, Options options, EventLoop loop, Report report)
      throws IOException {
    int connections = options.number("connections", 1);
    long seconds = options.number("seconds", 1);
    var callers = new ClosedLoop(says, options.number("warmup", 0), seconds, talk);
    try (HttpLoad http = api.load(connections, callers)) {
      callers.begin(http, connections);
      callers.warmUp(loop);
      Measured before = new Measured(options);
      talk.measuring(true);
      callers.measure(loop);
      talk.measuring(false);
      report
          .figure("messages/s", callers.latencies().count() / (double) seconds, "")
          .latencies("answer", callers.latencies())
          .latencies("from say to push", talk.pushes());
      before.report(report, callers.latencies().count(), "message");
      loop.turnUntil(http::isDone, 30);
      report.failures(http.failures());
    }
  }

  private static List<Seat> seats(Api api, List<String> rooms, List<String> users)
      throws IOException {
    List<String> tokens = api.tokens(users);
    List<Seat> seats = new ArrayList<>(users.size());
    for (int i = 0; i < users.size(); i++) {
      seats.add(Seat.in(rooms.get(i / 2), i, i, tokens.get(i)));
    }
    return seats;
  }
}
