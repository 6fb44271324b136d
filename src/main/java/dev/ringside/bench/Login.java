package dev.ringside.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tabs that come, get their unread notifications and go, so many at a time: how long one takes from
 * starting to connect to its first inbox frame, and how many there are a second. First one at a
 * time, then many.
 */
final class Login implements Scenario {

  @Override
  public String name() {
    return "login";
  }

  @Override
  public String summary() {
    return "how long from connecting to the unread notifications, and how often a second";
  }

  @Override
  public List<Options.Option> options() {
    return Scenario.withSockets(
        new Options.Option("users", "1000", "users who log in in turn"),
        new Options.Option("unread", "20", "notifications that each is to be told of"),
        new Options.Option("at-a-time", "32", "how many log in at a time, after one at a time"),
        new Options.Option("seconds", "10", "how long to measure each"),
        new Options.Option("warmup", "5", "seconds before each, not measured"),
        Options.Option.flag("there", "the users are there, with their unread notifications"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    Api api = new Api(loop, options);
    int unread = options.number("unread", 1);
    List<String> users = api.users(options.number("users", 1));
    if (!options.isOn("there")) {
      api.notify(users, unread);
    }
    List<Seat> seats = new ArrayList<>();
    List<String> tokens = api.tokens(users);
    for (int i = 0; i < tokens.size(); i++) {
      seats.add(new Seat(i, i, Seat.hello(tokens.get(i), unread, null), -1, 0));
    }
    List<Node> nodes = api.nodes();
    Report report = new Report(name());
    int many = options.number("at-a-time", 1);
    measure("one at a time", new Logins(loop, nodes, seats, unread, 1), options, loop, report);
    measure(
        many + " at a time", new Logins(loop, nodes, seats, unread, many), options, loop, report);
    return report;
  }

  private static void measure(
      String name, Logins logins, Options options, EventLoop loop, Report report)
      throws IOException {
    try (logins) {
      logins.start();
      loop.turnFor(TimeUnit.SECONDS.toMillis(options.number("warmup", 0)));
      Measured before = new Measured(options);
      logins.measure();
      long start = System.nanoTime();
      loop.turnFor(TimeUnit.SECONDS.toMillis(options.number("seconds", 1)));
      double seconds = (System.nanoTime() - start) / 1e9;
      Latencies latencies = logins.latencies();
      report
          .latencies(name, latencies)
          .figure(name + ", logins/s", latencies.count() / seconds, "");
      before.report(report, latencies.count(), "login");
      report.failures(logins.failures());
      if (latencies.count() == 0) {
        report.failure(name + ": nobody got in");
      }
    }
  }
}
