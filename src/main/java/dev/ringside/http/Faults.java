package dev.ringside.http;

import dev.ringside.wire.Problem;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What to say of a fault of Ringside's own: to the log everything, to the client a reference. */
final class Faults {

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  /** Logs a fault and makes the problem that names where in the log it stands. */
  static Problem log(Throwable fault) {
    String reference = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    LOG.error("A request failed, reference {}.", reference, fault);
    return Problem.of(
        Problem.Kind.INTERNAL,
        "Something went wrong here that should not. The log tells more under reference "
            + reference
            + ".");
  }
}
