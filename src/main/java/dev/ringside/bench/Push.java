package dev.ringside.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Posts at a steady rate, whatever the server does, and the time until each tab has the change.
 * Latency is told from the moment at which a post was due, which leaves nothing out where the
 * server falls behind, and from the moment at which it was sent. Every change must reach every tab
 * of its user once.
 */
final class Push implements Scenario {

  @Override
  public String name() {
    return "push";
  }

  @Override
  public String summary() {
    return "posts at a steady rate, and how long until the tabs have them";
  }

  @Override
  public List<Options.Option> options() {
    return Scenario.withSockets(
        new Options.Option("rate", "1000", "posts a second"),
        new Options.Option("seconds", "20", "how long to measure"),
        new Options.Option("warmup", "10", "seconds before that, checked but not measured"),
        new Options.Option("sessions", "100", "open tabs"),
        new Options.Option("users", null, "users to spread the tabs over; one each otherwise"),
        new Options.Option("connections", "32", "connections to post over"),
        new Options.Option("patience", "15", "seconds to wait for what is missing at the end"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int rate = options.number("rate", 1);
    int sessions = options.number("sessions", 1);
    int userCount = options.has("users") ? options.number("users", 1) : sessions;
    if (sessions % userCount != 0) {
      throw new BenchException("--sessions must be a multiple of --users.");
    }
    int skipped = Math.multiplyExact(rate, options.number("warmup", 0));
    int total = Math.addExact(skipped, Math.multiplyExact(rate, options.number("seconds", 1)));
    Api api = new Api(loop, options);
    List<String> users = api.users(userCount);
    List<Rings> rings = new ArrayList<>();
    for (String user : users) {
      rings.add(new Rings(api.requests(), user));
    }
    PushLedger ledger = new PushLedger(sessions, userCount, total, skipped);
    try (SocketLoad sockets = api.sockets(ledger);
        HttpLoad http = api.load(options.number("connections", 1), ledger)) {
      sockets.open(seats(api, users, sessions));
      if (!loop.turnUntil(sockets::isSettled, 60) || sockets.current() < sessions) {
        return new Report(name())
            .failure("only " + sockets.current() + " of " + sessions + " tabs are current")
            .failures(sockets.failures());
      }
      long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
      ledger.begin(start, rate);
      try (var _ = new Metronome(loop, start, rate)) {
        Measured before = new Measured(options); // made anew once the posts count
        for (int next = 0; next < total; ) {
          while (next < total && System.nanoTime() - ledger.dueNanos(next) >= 0) {
            if (next == skipped) {
              before = new Measured(options);
            }
            http.submit(rings.get(next % userCount).post(next), next);
            next++;
          }
          loop.turn(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100));
        }
        loop.turnUntil(() -> http.isDone() && ledger.isComplete(), options.number("patience", 0));
        Report report = new Report(name());
        ledger.figures(report);
        before.report(report, ledger.measured(), "delivery");
        // What is sent twice may come a moment after what was sent once.
        loop.turnFor(300);
        return ledger.verdict(report).failures(http.failures()).failures(sockets.failures());
      }
    }
  }

  private static List<Seat> seats(Api api, List<String> users, int sessions) throws IOException {
    List<String> tokens = api.tokens(users);
    var handshake = api.handshake();
    List<Seat> seats = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      int user = i % users.size();
      seats.add(new Seat(i, user, handshake, Seat.hello(tokens.get(user), 0, null), -1, 0));
    }
    return seats;
  }
}
