package dev.ringside.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
      long from = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.number("warmup", 0));
      Talk talk = new Talk(says, from, from + TimeUnit.SECONDS.toNanos(seconds));
      try (HttpLoad http = api.load(connections, talk)) {
        for (int i = 0; i < connections; i++) {
          talk.sayNext(http);
        }
        while (System.nanoTime() - from < 0) {
          loop.turn(from);
        }
        Measured before = new Measured(options);
        while (System.nanoTime() - talk.until < 0) {
          loop.turn(talk.until);
        }
        Report report = new Report(name());
        report
            .figure("messages/s", talk.latencies.count() / (double) seconds, "")
            .latencies("answer", talk.latencies);
        before.report(report, talk.latencies.count(), "message");
        loop.turnUntil(http::isDone, 30);
        loop.turnUntil(() -> talk.missing(sockets.sessions()) == 0, patience);
        long missing = talk.missing(sockets.sessions());
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

  /** The loop itself: an answer makes the next message, in the next room, until time is up. */
  private static final class Talk implements HttpLoad.Listener {

    private final List<byte[]> says;
    private final long from;
    private final long until;
    private final long[] stored;
    private final Latencies latencies = new Latencies();
    private int next;

    Talk(List<byte[]> says, long from, long until) {
      this.says = says;
      this.from = from;
      this.until = until;
      this.stored = new long[says.size()];
    }

    void sayNext(HttpLoad load) {
      load.submit(says.get(next), next);
      next = next + 1 == says.size() ? 0 : next + 1;
    }

    /** How many messages those who follow the rooms have not had. */
    long missing(List<SocketSession> sessions) {
      return sessions.stream()
          .mapToLong(s -> Math.max(0, stored[s.seat().index() / 2] - s.revision()))
          .sum();
    }

    @Override
    public void answered(
        HttpLoad load, long tag, long sentNanos, long nowNanos, HttpAnswer answer, byte[] bytes) {
      if (answer.isSuccess()) {
        stored[(int) tag]++;
        if (nowNanos - from >= 0 && nowNanos - until < 0) {
          latencies.add(nowNanos - sentNanos);
        }
      }
      goOn(load, nowNanos);
    }

    @Override
    public void lost(HttpLoad load, long tag) {
      goOn(load, System.nanoTime());
    }

    private void goOn(HttpLoad load, long nowNanos) {
      if (nowNanos - until < 0) {
        sayNext(load);
      }
    }
  }
}
