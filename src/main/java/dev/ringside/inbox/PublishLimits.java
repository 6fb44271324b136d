package dev.ringside.inbox;

import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.wire.Allowances;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * How fast this node takes publishes, by each key and to each user. Never blocks; safe for any
 * thread.
 */
@ApplicationScoped
public class PublishLimits {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final RingsideConfig.Publishes limits;
  private final Allowances keys;
  private final Allowances users;
  private final Counter refusedOfKey;
  private final Counter refusedOfUser;

  @Inject
  PublishLimits(RingsideConfig config, Metrics metrics) {
    limits = config.publishes();
    long now = System.nanoTime();
    keys = Allowances.perSecond(limits.perKey(), now);
    users = Allowances.perSecond(limits.perUser(), now);
    refusedOfKey = metrics.counter(Metric.REFUSED, "publishes_key");
    refusedOfUser = metrics.counter(Metric.REFUSED, "publishes_user");
  }

  /**
   * Takes a publish to one user.
   *
   * @return null where it may go on, else a 429 that says when it may
   */
  public @Nullable Problem refusal(Caller caller, UserId user) {
    long now = System.nanoTime();
    long wait = users.take(user.value(), now);
    if (wait > 0) {
      refusedOfUser.increment();
      return tooMany("to one user", limits.perUser(), wait);
    }
    return refusal(caller, now);
  }

  private @Nullable Problem refusal(Caller caller, long now) {
    long wait = keys.take(caller.name(), now);
    if (wait == 0) {
      return null;
    }
    refusedOfKey.increment();
    return tooMany("by one API key", limits.perKey(), wait);
  }

  /**
   * Lets a publish to one user pass.
   *
   * @throws ProblemException a 429 where there are too many
   */
  public void require(Caller caller, UserId user) {
    throwIfAny(refusal(caller, user));
  }

  /**
   * Lets the start of a publish to an audience pass, which counts once, for its key.
   *
   * @throws ProblemException a 429 where there are too many
   */
  public void require(Caller caller) {
    throwIfAny(refusal(caller, System.nanoTime()));
  }

  private static void throwIfAny(@Nullable Problem refusal) {
    if (refusal != null) {
      throw new ProblemException(refusal);
    }
  }

  private static Problem tooMany(String whose, int limit, long waitNanos) {
    return Problem.of(
        Problem.Kind.TOO_MANY,
        "More than "
            + limit
            + " publishes a second "
            + whose
            + "; nothing was stored. The next may come in "
            + Math.ceilDiv(waitNanos, NANOS_PER_MILLI)
            + " ms.");
  }
}
