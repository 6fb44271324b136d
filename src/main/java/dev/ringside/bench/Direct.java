package dev.ringside.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Very many direct rooms, with both who meet there, and messages in all of them in a closed loop:
 * how many are stored and pushed a second.
 */
final class Direct implements Scenario {

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
        new Options.Option("patience", "120", "seconds to wait for what is missing"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int patience = options.number("patience", 1);
    int connections = options.number("connections", 1);
    long seconds = options.number("seconds", 1);
    Api api = new Api(loop, options);
    List<String> users = api.users(2 * options.number("rooms", 1));
    List<String> rooms = api.directRooms(users);
    try (SocketLoad sockets = api.sockets((_, _, _) -> {}).ofRooms()) {
      sockets.open(seats(api, rooms, users));
      if (!loop.turnUntil(sockets::isSettled, patience) || sockets.current() < users.size()) {
        return new Report(name())
            .failure("only " + sockets.current() + " of " + users.size() + " came into their room")
            .failures(sockets.failures());
      }
      List<byte[]> says = new ArrayList<>(rooms.size());
      for (int i = 0; i < rooms.size(); i++) {
        says.add(api.say(rooms.get(i), users.get(2 * i)));
      }
      long[] stored = new long[rooms.size()];
      var talk = new ClosedLoop(says, options.number("warmup", 0), seconds, room -> stored[room]++);
      try (HttpLoad http = api.load(connections, talk)) {
        talk.begin(http, connections);
        talk.warmUp(loop);
        Measured before = new Measured(options);
        talk.measure(loop);
        Report report = new Report(name());
        report
            .figure("messages/s", talk.latencies().count() / (double) seconds, "")
            .latencies("answer", talk.latencies());
        before.report(report, talk.latencies().count(), "message");
        loop.turnUntil(http::isDone, 30);
        loop.turnUntil(() -> missing(stored, sockets.sessions()) == 0, patience);
        long missing = missing(stored, sockets.sessions());
        report.figure("lost", missing);
        if (missing > 0) {
          report.failure(missing + " deliveries are missing");
        }
        return report.failures(http.failures()).failures(sockets.failures());
      }
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

  /** How many messages those who follow the rooms have not had. */
  private static long missing(long[] stored, List<SocketSession> sessions) {
    return sessions.stream()
        .mapToLong(s -> Math.max(0, stored[s.seat().index() / 2] - s.revision()))
        .sum();
  }
}
