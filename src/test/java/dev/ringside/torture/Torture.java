package dev.ringside.torture;

import dev.ringside.support.Weather;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Runs rounds, calm ones and storms, for as long as was asked for, and says what they found. */
final class Torture {

  private final Options options;
  private final Random random;
  private final Findings findings = new Findings();
  private final Figures figures = new Figures();
  private final long began = System.nanoTime();
  private int rounds;

  /** What happens first is what matters most, however short the run is. */
  private final Deque<Fault> deck =
      new ArrayDeque<>(List.of(Fault.NODE_KILLED, Fault.POSTGRES_KILLED));

  Torture(Options options) {
    this.options = options;
    this.random = new Random(options.seed());
  }

  /** Runs, and fails with all that was found. */
  void run() throws IOException, SQLException, InterruptedException {
    System.out.println("torture: " + options.command());
    for (int turn = 0; !isEnough(turn); turn++) {
      turn(options.brokers().get(turn % options.brokers().size()));
    }
    System.out.println("torture: in all " + rounds + " rounds, " + figures);
    System.out.println("torture: found " + findings.counts());
    if (!findings.isEmpty()) {
      System.out.println("torture: caught " + findings.first());
      throw new AssertionError(
          "promises were broken; repeat with " + options.command() + "\n" + findings.told());
    }
  }

  private boolean isEnough(int turns) {
    double minutes = (System.nanoTime() - began) / 60e9;
    return !findings.isEmpty() || options.isEnough(minutes, figures.kills(), turns);
  }

  /** A calm round and some storms on one site. */
  private void turn(BrokerKind broker) throws IOException, SQLException, InterruptedException {
    try (Site site = new Site(broker, new Random(random.nextLong()))) {
      site.startNodes(options.nodes());
      // Nodes that do not hear of each other find all that another did by comparing heads.
      boolean deaf = broker == BrokerKind.LOCAL && options.nodes() > 1;
      if (!deaf) {
        round(site, Weather.BUSY, options.roundSeconds() / 2);
      }
      for (int i = 0; i < options.stormsATurn() && findings.isEmpty(); i++) {
        round(site, Weather.STORM, options.roundSeconds());
      }
    }
  }

  private void round(Site site, Weather weather, double seconds)
      throws InterruptedException, SQLException {
    String name = "r" + ++rounds;
    Round round =
        new Round(
            site,
            name,
            weather,
            deck,
            options.breathSeconds(),
            findings,
            new Random(random.nextLong()));
    Figures done = round.run(seconds);
    figures.add(done);
    System.out.printf(
        "torture: %s %s %s, %s; found %s%n",
        name,
        site.broker().setting(),
        weather == Weather.STORM ? "storm" : "calm",
        done,
        findings.counts());
  }
}
