package dev.ringside.bench;

import java.io.IOException;
import java.util.List;

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
    Api api = new Api(loop, options);
    List<String> users = api.users(userCount);
    PushLedger ledger = new PushLedger(sessions, userCount);
    try (SocketLoad sockets = api.sockets(ledger);
        HttpLoad http = api.load(options.number("connections", 1), ledger)) {
      sockets.open(api.seats(users, sessions, 0));
      if (!loop.turnUntil(sockets::isSettled, 60) || sockets.current() < sessions) {
        return new Report(name())
            .failure("only " + sockets.current() + " of " + sessions + " tabs are current")
            .failures(sockets.failures());
      }
      SteadyPosts posts =
          new SteadyPosts(loop, http, ledger, Rings.ofEach(api.requests(), users, 0), rate);
      posts.postFor(options.number("warmup", 0), null);
      Measured before = new Measured(options);
      Phase phase = new Phase();
      posts.postFor(options.number("seconds", 1), phase);
      loop.turnUntil(posts::isSettled, options.number("patience", 0));
      Report report =
          new Report(name())
              .latencies("tab, from due", phase.tabFromDue())
              .latencies("tab, from sent", phase.tabFromSent())
              .latencies("answer, from sent", phase.answerFromSent())
              .figure("sent, from due p99", phase.sentFromDue().percentile(99) / 1e6, "ms");
      before.report(report, phase.tabFromDue().count(), "delivery");
      // What is sent twice may come a moment after what was sent once.
      loop.turnFor(300);
      return ledger.verdict(report).failures(http.failures()).failures(sockets.failures());
    }
  }
}
