package dev.ringside.cli.doctor;

import dev.ringside.config.RingsideConfig;
import java.time.Duration;

/**
 * How far this machine's clock is from another. Leases and ends of what is stored go by the
 * database's clock alone; tokens, tickets and the application's JWTs go by each node's own.
 */
final class Clock {

  private static final Duration SMALL = Duration.ofSeconds(2);
  private static final Duration LARGE = Duration.ofSeconds(30);

  private Clock() {}

  /**
   * Tells it.
   *
   * @param off how far the other is ahead of this one
   * @param doubt how exactly that is known
   */
  static void tell(Notes notes, RingsideConfig config, String other, Duration off, Duration doubt) {
    Duration least = off.abs().minus(doubt);
    String found =
        "%s is %.1f s %s this machine."
            .formatted(other, off.abs().toMillis() / 1e3, off.isNegative() ? "behind" : "ahead of");
    if (least.compareTo(most(config)) > 0) {
      notes.fault(
          found,
          "Tokens are taken for ended, or not begun: have both follow one time service (chrony,"
              + " systemd-timesyncd).");
    } else if (least.compareTo(SMALL) > 0) {
      notes.warn(found, "Have both follow one time service (chrony, systemd-timesyncd).");
    } else {
      notes.ok("this machine and %s agree.".formatted(other));
    }
  }

  /** What the application's tokens are forgiven, where there are any. */
  private static Duration most(RingsideConfig config) {
    RingsideConfig.Users.Jwt jwt = config.users().jwt();
    if (jwt == null || jwt.skew().compareTo(LARGE) > 0) {
      return LARGE;
    }
    return jwt.skew().compareTo(SMALL) < 0 ? SMALL : jwt.skew();
  }
}
