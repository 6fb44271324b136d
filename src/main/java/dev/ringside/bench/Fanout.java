package dev.ringside.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Very many tabs, of one user or of many who are notified with one post: how fast a change reaches
 * the last of them.
 */
final class Fanout implements Scenario {

  @Override
  public String name() {
    return "fanout";
  }

  @Override
  public String summary() {
    return "changes that go to very many tabs, of one user or of many";
  }

  @Override
  public List<Options.Option> options() {
    return Scenario.withSockets(
        new Options.Option("sessions", "10000", "open tabs"),
        new Options.Option("users", "1", "users to spread them over; one post notifies all"),
        new Options.Option("changes", "20", "posts to measure"),
        new Options.Option("warmup", "20", "posts before that, not measured"),
        new Options.Option("pause-ms", "0", "between the last receipt and the next post"),
        new Options.Option("every-ms", null, "post so often instead, whatever was received"),
        new Options.Option("patience", "60", "seconds to wait for what is missing"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int sessions = options.number("sessions", 1);
    int skipped = options.number("warmup", 0);
    int changes = skipped + options.number("changes", 1);
    int patience = options.number("patience", 1);
    Api api = new Api(loop, options);
    List<String> users = api.users(options.number("users", 1));
    if (sessions % users.size() != 0) {
      throw new BenchException("--sessions must be a multiple of --users.");
    }
    Waves waves = new Waves(sessions, changes);
    try (SocketLoad sockets = api.sockets(waves);
        HttpLoad http = api.load(1, waves)) {
      sockets.open(api.seats(users, sessions, 0));
      if (!loop.turnUntil(sockets::isSettled, patience) || sockets.current() < sessions) {
        return new Report(name())
            .failure("only " + sockets.current() + " of " + sessions + " tabs are current")
            .failures(sockets.failures());
      }
      waves.begin(sockets.sessions());
      Rings rings =
          users.size() == 1
              ? Rings.of(api.requests(), users.getFirst(), 0)
              : Rings.ofAll(api.requests(), users);
      Measured before = new Measured(options);
      long next = System.nanoTime();
      for (int i = 0; i < changes; i++) {
        if (i == skipped) {
          loop.turnUntil(waves.reached(i), patience);
          before = new Measured(options);
          next = System.nanoTime();
        }
        http.submit(rings.post(i), i);
        if (options.has("every-ms")) {
          next += TimeUnit.MILLISECONDS.toNanos(options.number("every-ms", 1));
          loop.turnFor(TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
        } else if (loop.turnUntil(waves.reached(i + 1), patience)) {
          loop.turnFor(options.number("pause-ms", 0));
        } else {
          break;
        }
      }
      loop.turnUntil(waves.reached(changes), patience);
      Report report = new Report(name());
      waves.figures(report, skipped);
      before.report(report, (long) sessions * (changes - skipped), "delivery");
      return waves.verdict(report).failures(http.failures()).failures(sockets.failures());
    }
  }
}
