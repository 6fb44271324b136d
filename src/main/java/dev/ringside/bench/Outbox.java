package dev.ringside.bench;

import java.io.IOException;
import java.util.List;

/**
 * Rows that are inserted into the outbox, as an application does it, until they are in the tabs:
 * first one at a time, which tells how long a row takes, then as many as go in, which tells how
 * many a second get through. Every row must reach the tab of its user once.
 */
final class Outbox implements Scenario {

  @Override
  public String name() {
    return "outbox";
  }

  @Override
  public String summary() {
    return "rows inserted into the outbox, and how long until the tabs have them";
  }

  @Override
  public List<Options.Option> options() {
    return Scenario.withSockets(
        new Options.Option("database", null, "JDBC address of the database, with the login"),
        new Options.Option("schema", "ringside", "the schema of the outbox"),
        Options.Option.flag("notify", "say notify in each transaction"),
        new Options.Option("sessions", "100", "open tabs, of a user each"),
        new Options.Option("rate", "4", "rows a second, one in a transaction, for the latency"),
        new Options.Option("seconds", "20", "how long to insert them"),
        new Options.Option("warmup", "20000", "rows inserted before all that, not measured"),
        new Options.Option("rows", "100000", "rows for the throughput; 0 leaves that out"),
        new Options.Option("connections", "4", "connections that insert those"),
        new Options.Option("batch", "100", "rows in each of their transactions"),
        new Options.Option("patience", "60", "seconds to wait for what is missing"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int warmup = options.number("warmup", 0);
    int rate = options.number("rate", 1);
    int single = rate * options.number("seconds", 0);
    int flood = options.number("rows", 0);
    Api api = new Api(loop, options);
    List<String> users = api.users(options.number("sessions", 1));
    OutboxRun run = new OutboxRun(options, users, options.isOn("notify"), warmup + single + flood);
    OutboxLedger ledger = new OutboxLedger(run, users.size());
    try (SocketLoad sockets = api.sockets(ledger)) {
      sockets.open(api.seats(users, users.size(), 0));
      if (!loop.turnUntil(sockets::isSettled, 60) || sockets.current() < users.size()) {
        return new Report(name())
            .failure("only " + sockets.current() + " of " + users.size() + " tabs are current")
            .failures(sockets.failures());
      }
      Report report = new Report(name());
      flood(options, run, 0, warmup);
      await(options, loop, run, ledger, warmup);
      ledger.takeLatencies();

      run.steadily(warmup, warmup + single, rate);
      loop.turnFor(1_000L * options.number("seconds", 0));
      await(options, loop, run, ledger, warmup + single);
      report.latencies("commit to tab", ledger.takeLatencies());

      Measured before = new Measured(options);
      long start = System.nanoTime();
      flood(options, run, warmup + single, run.rows());
      await(options, loop, run, ledger, run.rows());
      if (flood > 0) {
        report
            .figure("rows/s", flood * 1e9 / Math.max(1, ledger.lastNanos() - start), "")
            .latencies("commit to tab, flooded", ledger.takeLatencies());
        before.report(report, flood, "row");
      }
      // What comes twice may come a moment after what came once.
      loop.turnFor(300);
      return ledger.verdict(report).failures(sockets.failures());
    }
  }

  private static void flood(Options options, OutboxRun run, int from, int to) {
    if (from < to) {
      run.flood(from, to, options.number("connections", 1), options.number("batch", 1));
    }
  }

  private static void await(
      Options options, EventLoop loop, OutboxRun run, OutboxLedger ledger, int count)
      throws IOException {
    loop.turnUntil(
        () -> ledger.count() >= count || run.failure() != null, options.number("patience", 0));
  }
}
