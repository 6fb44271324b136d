package dev.ringside.bench;

import java.io.IOException;
import java.util.List;

/**
 * What tabs that take nothing cost the others. Posts go to one user with very many tabs, now alone
 * and now beside some tabs of the same user that stop reading once they are current; the two are
 * measured in turn, so that what changes on the machine changes both. In the end the stalled ones
 * read again, and must be told all that they missed.
 */
final class Stall implements Scenario {

  @Override
  public String name() {
    return "stall";
  }

  @Override
  public String summary() {
    return "what tabs that stop reading cost the others, and the server's heap";
  }

  @Override
  public List<Options.Option> options() {
    return Scenario.withSockets(
        new Options.Option("sessions", "1000", "tabs of the user that read"),
        new Options.Option("stalled", "1", "tabs of the user that do not"),
        new Options.Option("rate", "20", "posts a second"),
        new Options.Option("content", "6000", "characters of content in each"),
        new Options.Option("rounds", "5", "how often to measure alone, then beside them"),
        new Options.Option("settle", "4", "seconds of posts before each part, not measured"),
        new Options.Option("seconds", "8", "how long to measure each part"),
        new Options.Option("warmup", "15", "seconds of posts before all that"),
        new Options.Option("connections", "4", "connections to post over"),
        new Options.Option("patience", "30", "seconds to wait for what is missing"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int sessions = options.number("sessions", 1);
    int stalled = options.number("stalled", 1);
    int patience = options.number("patience", 1);
    Api api = new Api(loop, options);
    List<String> user = api.users(1);
    List<Rings> rings = Rings.ofEach(api.requests(), user, options.number("content", 1));
    PushLedger ledger = new PushLedger(sessions, 1);
    try (SocketLoad sockets = api.sockets(ledger);
        HttpLoad http = api.load(options.number("connections", 1), ledger)) {
      sockets.open(api.seats(user, sessions, 0));
      if (!loop.turnUntil(sockets::isSettled, patience) || sockets.current() < sessions) {
        return new Report(name())
            .failure("only " + sockets.current() + " of " + sessions + " tabs are current")
            .failures(sockets.failures());
      }
      SteadyPosts posts = new SteadyPosts(loop, http, ledger, rings, options.number("rate", 1));
      posts.postFor(options.number("warmup", 0), null);
      Measured before = new Measured(options);
      Report report = new Report(name());
      StallFigures figures = new StallFigures();
      int rounds = options.number("rounds", 1);
      for (int round = 0; round < rounds && report.isGood(); round++) {
        StallFigures.Part alone = measure(options, loop, posts);
        try (StalledTabs tabs = new StalledTabs(api, loop, user, stalled, patience)) {
          StallFigures.Part beside = measure(options, loop, posts);
          tabs.recover(sockets.sessions().getFirst().revision(), patience, report);
          figures.add(alone, beside, tabs.caughtUpAtLeast());
        }
      }
      figures.report(report);
      before.report(report, 0, "");
      // What is sent twice may come a moment after what was sent once.
      loop.turnFor(300);
      return ledger.verdict(report).failures(http.failures()).failures(sockets.failures());
    }
  }

  private static StallFigures.Part measure(Options options, EventLoop loop, SteadyPosts posts)
      throws IOException {
    Phase phase = new Phase();
    posts.postFor(options.number("settle", 0), null);
    posts.postFor(options.number("seconds", 1), phase);
    loop.turnUntil(posts::isSettled, options.number("patience", 1));
    return new StallFigures.Part(
        phase.tabFromDue(),
        options.has("pid") ? new ServerProcess(options.number("pid", 1)).liveHeapBytes() : 0);
  }
}
