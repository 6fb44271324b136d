package dev.ringside.room;

import dev.ringside.config.RingsideConfig;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.wire.Allowances;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * How fast one person may speak in one room, from however many tabs: whoever floods a room slows
 * down nobody else. Never blocks; safe for any thread.
 */
@ApplicationScoped
public class RoomLimits {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final int perSecond;
  private final Allowances speakers;
  private final Counter refused;

  @Inject
  RoomLimits(RingsideConfig config, Metrics metrics) {
    perSecond = config.rooms().messagesPerSecond();
    speakers = Allowances.perSecond(perSecond, System.nanoTime());
    refused = metrics.counter(Metric.REFUSED, "room_messages");
  }

  /**
   * Lets a message pass.
   *
   * @throws ProblemException a 429 that says when the next may come
   */
  public void require(String room, String user) {
    // Neither name holds a NUL, so no two pairs are taken for one.
    long wait = speakers.take(room + "\0" + user, System.nanoTime());
    if (wait > 0) {
      refused.increment();
      throw ProblemException.of(
          Problem.Kind.TOO_MANY,
          "%s",
          "More than "
              + perSecond
              + " messages a second in one room; nothing was stored. The next may come in "
              + Math.ceilDiv(wait, NANOS_PER_MILLI)
              + " ms.");
    }
  }
}
