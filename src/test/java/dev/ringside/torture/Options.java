package dev.ringside.torture;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * How long, and on what. It ends when it has run for so many minutes, or has killed so many
 * processes; where neither is asked for, after one turn of all brokers.
 *
 * @param minutes 0 for as long as it takes
 * @param kills 0 for as many as there are
 * @param roundSeconds how long load and faults of one round last
 * @param stormsATurn rounds with faults, after each calm one
 * @param breathSeconds how long load may take to come back after a fault before the next one
 *     strikes
 */
record Options(
    long seed,
    List<BrokerKind> brokers,
    int nodes,
    double minutes,
    long kills,
    double roundSeconds,
    int stormsATurn,
    double breathSeconds) {

  /** By the properties {@code seed} and {@code torture.…}. */
  static Options given() {
    String broker = System.getProperty("torture.broker", "all");
    return new Options(
        Long.getLong("seed", ThreadLocalRandom.current().nextLong(1_000_000)),
        Stream.of(BrokerKind.values())
            .filter(
                each ->
                    broker.equals(each.setting())
                        || (broker.equals("all") && each != BrokerKind.LOCAL))
            .toList(),
        Integer.getInteger("torture.nodes", 2),
        Double.parseDouble(System.getProperty("torture.minutes", "0")),
        Long.getLong("torture.kills", 0),
        Double.parseDouble(System.getProperty("torture.round.seconds", "6")),
        Integer.getInteger("torture.storms", 1),
        Double.parseDouble(System.getProperty("torture.breath.seconds", "4")));
  }

  /** Whether so much is enough. */
  boolean isEnough(double minutesRun, long killed, int turns) {
    if (minutes == 0 && kills == 0) {
      return turns >= brokers.size();
    }
    return (minutes > 0 && minutesRun >= minutes) || (kills > 0 && killed >= kills);
  }

  /** What repeats it. */
  String command() {
    return "mvn verify -Ptorture -Dseed=%d -Dtorture.broker=%s -Dtorture.nodes=%d"
        .formatted(
            seed,
            brokers.size() == 1 ? brokers.getFirst().setting().toLowerCase(Locale.ROOT) : "all",
            nodes);
  }
}
