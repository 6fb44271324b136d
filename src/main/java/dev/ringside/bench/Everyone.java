package dev.ringside.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One notification to everyone, beside posts at a steady rate: how long it takes, what the posts
 * take at rest and meanwhile, and with the server's process what it takes of its heap. Begins with
 * meeting so many users. The heap is measured in a run of its own, as that halts the server.
 */
final class Everyone implements Scenario {

  private static final String TO_ALL =
      "{\"everyone\":true,\"notification\":{\"title\":\"Maintenance at 22:00\"}}";

  @Override
  public String name() {
    return "everyone";
  }

  @Override
  public String summary() {
    return "one notification to everyone, beside posts at a steady rate";
  }

  @Override
  public List<Options.Option> options() {
    Options.Option[] own = {
      new Options.Option("users", "200000", "users to meet before"),
      new Options.Option("warmup", "10", "seconds of posts before, not measured"),
      new Options.Option("seconds", "10", "how long to measure at rest"),
      new Options.Option("patience", "600", "seconds to wait until all have it")
    };
    return Stream.concat(Scenario.withSockets(own).stream(), Meanwhile.OPTIONS.stream()).toList();
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int patience = options.number("patience", 1);
    Api api = new Api(loop, options);
    api.notify(api.users(options.number("users", 1)), 1);
    Report report = new Report(name());
    try (Meanwhile posts = new Meanwhile(api, loop, options, api.nodes())) {
      posts.warmUp(TimeUnit.SECONDS.toMillis(options.number("warmup", 0)));
      posts.rest(TimeUnit.SECONDS.toMillis(options.number("seconds", 1)));
      long start = System.nanoTime();
      try (Progress progress = Progress.of(api, loop, TO_ALL)) {
        posts.turnUntil(progress::isOver, patience);
        double took = (System.nanoTime() - start) / 1e9;
        progress
            .report(report)
            .figure("seconds", took, "s")
            .figure("recipients/s", progress.done() / took, "");
      }
      posts.conclude(report, 30);
    }
    return options.has("pid") ? heap(report, options, api, loop) : report;
  }

  private static Report heap(Report report, Options options, Api api, EventLoop loop)
      throws IOException {
    int patience = options.number("patience", 1);
    ServerProcess server = new ServerProcess(Long.parseLong(options.text("pid")));
    long before = server.liveHeapBytes();
    try (Progress progress = Progress.of(api, loop, TO_ALL)) {
      loop.turnUntil(() -> progress.done() > progress.total() / 2, patience);
      long meanwhile = server.liveHeapBytes();
      loop.turnUntil(progress::isOver, patience);
      return report.figure("live heap more, half way", (meanwhile - before) / 1e6, "MB");
    }
  }
}
