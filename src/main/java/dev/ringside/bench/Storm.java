package dev.ringside.bench;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everybody comes at once, as after a restart or a network that came back: how long until all are
 * up to date. Without {@code --resume} each asks for its unread notifications; with it, each names
 * the position at which it was and is told what it missed. With {@code --kill} that is because its
 * node dies, and they all come to another one.
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
    Options.Option[] own = {
      new Options.Option("sessions", "10000", "tabs that connect"),
      new Options.Option("users", null, "users to spread them over; one each otherwise"),
      new Options.Option("unread", "20", "notifications that each has to be told of"),
      new Options.Option("rounds", "3", "storms, one after the other"),
      new Options.Option("pause-ms", "1000", "rest before each round"),
      new Options.Option("patience", "120", "seconds to wait for all to be current"),
      Options.Option.flag("resume", "come back from a position instead of asking anew"),
      new Options.Option("return-url", null, "sockets that they come back to, if other ones"),
      new Options.Option("kill", null, "process of their node, killed before the first round")
    };
    return Stream.concat(Scenario.withSockets(own).stream(), Meanwhile.OPTIONS.stream()).toList();
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int unread = options.number("unread", 1);
    int patience = options.number("patience", 1);
    boolean resume = options.isOn("resume");
    if (options.has("kill") && !(resume && options.has("return-url"))) {
      throw new BenchException("--kill needs --resume, and --return-url to come back to.");
    }
    Api api = new Api(loop, options);
    List<Node> back = options.has("return-url") ? api.nodes("return-url") : api.nodes();
    List<String> users = api.users(options.number(options.has("users") ? "users" : "sessions", 1));
    // Whoever resumes needs a history to come back to; one notification makes it.
    api.notify(users, resume ? 1 : unread);
    Crowd crowd = new Crowd(api, options, api.tokens(users));
    Report report = new Report(name());
    try (Meanwhile posts = new Meanwhile(api, loop, options, back)) {
      if (resume && !comeAndGo(crowd.gather(api.nodes(), 0, posts), options, loop, report)) {
        return report;
      }
      Latencies untilAllCurrent = new Latencies();
      int rounds = options.number("rounds", 1);
      for (int round = 1; round <= rounds; round++) {
        if (resume) {
          api.notify(users, unread);
        }
        // What the server has left to do from before must not weigh on this round.
        posts.rest(options.number("pause-ms", 0));
        Measured before = new Measured(options);
        Crowd.Gathering gathering = crowd.gather(back, unread, posts);
        gathering.figures(report, "round " + round + " ");
        if (round == rounds) {
          report.latencies(
              "last round, connect to current", gathering.sockets().currentLatencies());
          before.report(report, gathering.sessions(), "connection");
        }
        untilAllCurrent.add(gathering.nanos());
        boolean good = gathering.check(report);
        gathering.leave();
        if (!good) {
          return report;
        }
      }
      report.figure("median until all current", untilAllCurrent.percentile(50) / 1e6, "ms");
      return posts.conclude(report, patience);
    }
  }

  /** They leave, or are left by their node. */
  private static boolean comeAndGo(
      Crowd.Gathering gathering, Options options, EventLoop loop, Report report)
      throws IOException {
    if (!gathering.check(report)) {
      return false;
    }
    if (options.has("kill")) {
      new ServerProcess(options.number("kill", 1)).kill();
      gathering.fallApart(loop, options.number("patience", 1));
    }
    gathering.leave();
    return true;
  }
}
