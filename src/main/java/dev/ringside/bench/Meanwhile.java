package dev.ringside.bench;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Posts to users of their own that go on while something else is measured, and are checked and
 * measured apart: while that rests, and while it runs. None where the rate is 0. For the loop's
 * thread.
 */
final class Meanwhile implements AutoCloseable {

  /** The options that tell of them. */
  static final List<Options.Option> OPTIONS =
      List.of(
          new Options.Option("posts", "0", "posts a second that go on meanwhile"),
          new Options.Option("posts-users", "100", "users of theirs, other ones, one tab each"),
          new Options.Option("posts-connections", "32", "connections that they come over"));

  private static final String PREFIX = "meanwhile-";

  private final EventLoop loop;
  private final PushLedger ledger;
  private final SocketLoad sockets;
  private final HttpLoad http;
  private final @Nullable SteadyPosts posts;
  private final Phase atRest = new Phase();
  private final Phase running = new Phase();

  /** Opens the tabs that are to be told of the posts, at these nodes. */
  Meanwhile(Api api, EventLoop loop, Options options, List<Node> nodes) throws IOException {
    this.loop = loop;
    int rate = options.number("posts", 0);
    int tabs = rate == 0 ? 0 : options.number("posts-users", 1);
    List<String> users = api.users(tabs).stream().map(PREFIX::concat).toList();
    ledger = new PushLedger(tabs, Math.max(1, tabs));
    sockets = api.sockets(nodes, ledger);
    http = api.load(options.number("posts-connections", 1), ledger);
    posts =
        rate == 0
            ? null
            : new SteadyPosts(loop, http, ledger, Rings.ofEach(api.requests(), users, 0), rate);
    sockets.open(api.seats(users, tabs, 0));
    if (!loop.turnUntil(sockets::isSettled, options.number("patience", 1))
        || sockets.current() < tabs) {
      throw new BenchException(
          "Only " + sockets.current() + " of " + tabs + " tabs are current. " + sockets.failures());
    }
  }

  /** Posts for a while without measuring it. */
  void warmUp(long millis) throws IOException {
    if (posts != null) {
      posts.postUntil(() -> false, millis, null);
    }
  }

  /** What is the slowest of a hundred answers, while the rest runs, to that at rest. */
  double ratio() {
    long rested = atRest.answerFromDue().percentile(99);
    return rested == 0 ? 0 : (double) running.answerFromDue().percentile(99) / rested;
  }

  /** Turns the loop for a while in which the rest does nothing. */
  void rest(long millis) throws IOException {
    if (posts == null) {
      loop.turnFor(millis);
    } else {
      posts.postUntil(() -> false, millis, atRest);
    }
  }

  /** Turns the loop while the rest runs, until the condition holds or the time is over. */
  void turnUntil(BooleanSupplier condition, int seconds) throws IOException {
    if (posts == null) {
      loop.turnUntil(condition, seconds);
    } else {
      posts.postUntil(condition, 1000L * seconds, running);
    }
  }

  /** Waits for what is on its way, and tells what was measured and what went wrong. */
  Report conclude(Report report, int patience) throws IOException {
    if (posts == null) {
      return report;
    }
    loop.turnUntil(posts::isSettled, patience);
    figures(report, "at rest", atRest);
    figures(report, "meanwhile", running);
    // What is sent twice may come a moment after what was sent once.
    loop.turnFor(300);
    return ledger.verdict(report).failures(http.failures()).failures(sockets.failures());
  }

  private static void figures(Report report, String when, Phase phase) {
    report
        .latencies("post " + when + ", answer from due", phase.answerFromDue())
        .latencies("post " + when + ", tab from due", phase.tabFromDue())
        .figure(
            "post " + when + ", sent from due p99", phase.sentFromDue().percentile(99) / 1e6, "ms");
  }

  @Override
  public void close() {
    sockets.close();
    http.close();
  }
}
