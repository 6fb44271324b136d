package dev.ringside.bench;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Notifications that all expire at one moment, beside posts at a steady rate: what the posts take
 * at rest, and while a node deletes what has expired. Begins with making them, for which there must
 * be time enough before they expire.
 */
final class Sweep implements Scenario {

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public String summary() {
    return "posts at a steady rate while very many notifications expire";
  }

  @Override
  public List<Options.Option> options() {
    Options.Option[] own = {
      new Options.Option("rows", "1000000", "notifications that expire"),
      new Options.Option("users", "10000", "users that have them"),
      new Options.Option("fill", "300", "seconds in which they have to be made"),
      new Options.Option("warmup", "10", "seconds of posts before, not measured apart"),
      new Options.Option("seconds", "20", "how long to measure at rest"),
      new Options.Option("patience", "1800", "seconds to wait until all are deleted")
    };
    return Stream.concat(Scenario.withSockets(own).stream(), Meanwhile.OPTIONS.stream()).toList();
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int rows = options.number("rows", 1);
    int seconds = options.number("seconds", 1);
    int warmup = options.number("warmup", 0);
    Api api = new Api(loop, options);
    List<String> users = api.users(Math.min(rows, options.number("users", 1)));
    Instant expiry =
        Instant.now()
            .plusSeconds(options.number("fill", 1) + warmup + seconds)
            .truncatedTo(ChronoUnit.SECONDS);
    api.notify(
        users,
        rows / users.size(),
        "{\"title\":\"Export ready\",\"content\":\"1,204 rows\",\"expiresAt\":\"" + expiry + "\"}");
    if (Instant.now().plusSeconds(warmup + seconds).isAfter(expiry)) {
      throw new BenchException("Making them took too long: give it more than --fill seconds.");
    }
    Report report = new Report(name());
    try (Meanwhile posts = new Meanwhile(api, loop, options, api.nodes());
        Swept swept = new Swept(api, loop)) {
      posts.warmUp(TimeUnit.SECONDS.toMillis(warmup));
      posts.rest(TimeUnit.SECONDS.toMillis(seconds));
      loop.turnFor(Math.max(0, Instant.now().until(expiry, ChronoUnit.MILLIS)));
      long start = System.nanoTime();
      int all = rows / users.size() * users.size();
      posts.turnUntil(() -> swept.count() >= all, options.number("patience", 1));
      double took = (System.nanoTime() - start) / 1e9;
      report
          .figure("deleted", swept.count())
          .figure("deleted/s", swept.count() / took, "")
          .figure("post p99, meanwhile to at rest", posts.ratio(), "");
      if (swept.count() < all) {
        report.failure("only " + swept.count() + " of " + all + " were deleted");
      }
      return posts.conclude(report, 30);
    }
  }
}
