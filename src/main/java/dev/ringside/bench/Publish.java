package dev.ringside.bench;

import java.io.IOException;
import java.util.List;

/**
 * Durable posts in a closed loop: each connection sends its next request when the one before was
 * answered. Says how much the server can take, not how long a post takes at a given rate.
 */
final class Publish implements Scenario {

  private static final String BODY = "{\"title\":\"Export ready\",\"content\":\"1,204 rows\"}";

  @Override
  public String name() {
    return "publish";
  }

  @Override
  public String summary() {
    return "durable posts from a number of callers, one after the other each";
  }

  @Override
  public List<Options.Option> options() {
    return List.of(
        new Options.Option("connections", "32", "callers at a time, one connection each"),
        new Options.Option("seconds", "20", "how long to measure"),
        new Options.Option("warmup", "15", "seconds before that, not measured"),
        new Options.Option("users", "10000", "users to spread the posts over"),
        new Options.Option("path-suffix", "", "added to each path, such as ?a=b"),
        new Options.Option("target", null, "another path to post to, the same for all"),
        new Options.Option("body", BODY, "the JSON to post"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    Api api = new Api(loop, options);
    int connections = options.number("connections", 1);
    List<byte[]> posts = posts(options, api);
    long seconds = options.number("seconds", 1);
    var round = new ClosedLoop(posts, options.number("warmup", 0), seconds, _ -> {});
    try (HttpLoad load = api.load(connections, round)) {
      round.begin(load, connections);
      Measured.rehearse(options);
      round.warmUp(loop);
      Measured before = new Measured(options);
      round.measure(loop);
      Report report = new Report(name());
      report
          .figure("requests", round.latencies().count())
          .figure("requests/s", round.latencies().count() / (double) seconds, "")
          .latencies("answer", round.latencies());
      before.report(report, round.latencies().count(), "request");
      loop.turnUntil(load::isDone, 30);
      if (!load.isDone()) {
        report.failure("some requests were not answered within 30 s of the end");
      }
      return report.figure("failed", load.failed()).failures(load.failures());
    }
  }

  private static List<byte[]> posts(Options options, Api api) {
    String body = options.text("body");
    if (options.has("target")) {
      return List.of(api.requests().post(options.text("target"), body));
    }
    String rest = "/notifications" + options.text("path-suffix");
    return api.users(options.number("users", 1)).stream()
        .map(user -> api.requests().post(HttpRequest.ofUser(user, rest), body))
        .toList();
  }
}
