package dev.ringside.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everybody comes at once, as after a restart or a network that came back: how long until all are up
 * to date. Without {@code --resume} each asks for its unread notifications; with it, each names the
 * position at which it was and is told what it missed.
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
        new Options.Option("patience", "120", "seconds to wait for all to be current"),
        Options.Option.flag("resume", "come back from a position instead of asking anew"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int sessions = options.number("sessions", 1);
    int unread = options.number("unread", 0);
    int patience = options.number("patience", 1);
    int rounds = options.number("rounds", 1);
    boolean resume = options.isOn("resume");
    int userCount = options.has("users") ? options.number("users", 1) : sessions;
    if (userCount > sessions) {
      throw new BenchException("--users must not be more than --sessions.");
    }
    Api api = new Api(loop, options);
    List<String> users = api.users(userCount);
    List<String> tokens = api.tokens(users);
    Report report = new Report(name());
    Positions positions = new Positions(userCount);
    Gathering gathering = new Gathering(api, loop, tokens, sessions, patience);
    // An inbox in which nothing ever was has no history to come back to.
    api.notify(users, 1);
    if (resume) {
      gathering.of(positions, 0, false, positions.none(), report, "");
    } else {
      api.notify(users, unread - 1);
    }
    Latencies allCurrent = new Latencies();
    for (int round = 1; round <= rounds && report.isGood(); round++) {
      if (resume) {
        api.notify(users, unread);
      }
      loop.turnFor(1000);
      allCurrent.add(gathering.of(positions, 0, resume, positions.none(), report, "" + round));
    }
    return report.figure("median until all current", allCurrent.percentile(50) / 1e6, "ms");
  }
}
