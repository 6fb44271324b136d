package dev.ringside.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
    long from = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.number("warmup", 0));
    Round round = new Round(posts, from, from + TimeUnit.SECONDS.toNanos(seconds));
    try (HttpLoad load = api.load(connections, round)) {
      for (int i = 0; i < connections; i++) {
        round.submitNext(load);
      }
      Measured.rehearse(options);
      while (System.nanoTime() - from < 0) {
        loop.turn(from);
      }
      Measured before = new Measured(options);
      while (System.nanoTime() - round.until < 0) {
        loop.turn(round.until);
      }
      Report report = new Report(name());
      report
          .figure("requests", round.latencies.count())
          .figure("requests/s", round.latencies.count() / (double) seconds, "")
          .latencies("answer", round.latencies);
      before.report(report, round.latencies.count(), "request");
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

  /** The loop itself: an answer makes the next request, until the time is up. */
  private static final class Round implements HttpLoad.Listener {

    private final List<byte[]> posts;
    private final long from;
    private final long until;
    private final Latencies latencies = new Latencies();
    private int next;

    Round(List<byte[]> posts, long from, long until) {
      this.posts = posts;
      this.from = from;
      this.until = until;
    }

    void submitNext(HttpLoad load) {
      load.submit(posts.get(next), 0);
      next = next + 1 == posts.size() ? 0 : next + 1;
    }

    @Override
    public void answered(
        HttpLoad load, long tag, long sentNanos, long nowNanos, HttpAnswer answer, byte[] bytes) {
      if (nowNanos - from >= 0 && nowNanos - until < 0 && answer.isSuccess()) {
        latencies.add(nowNanos - sentNanos);
      }
      goOn(load, nowNanos);
    }

    @Override
    public void lost(HttpLoad load, long tag) {
      goOn(load, System.nanoTime());
    }

    private void goOn(HttpLoad load, long nowNanos) {
      if (nowNanos - until < 0) {
        submitNext(load);
      }
    }
  }
}
