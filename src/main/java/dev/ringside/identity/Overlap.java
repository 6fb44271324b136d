package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** For how long what a rotation replaces stays good. */
public final class Overlap {

  static final long DEFAULT_SECONDS = 3600;
  static final long MAX_SECONDS = 365 * 86_400L;

  private Overlap() {}

  /**
   * Checks an overlap.
   *
   * @param seconds as it was asked for, or null for an hour
   * @throws ProblemException a 422 where it is out of range
   */
  public static Duration checked(@Nullable Long seconds) {
    FieldErrors errors = new FieldErrors();
    errors.range("overlapSeconds", seconds, 0, MAX_SECONDS);
    errors.throwIfAny();
    return Duration.ofSeconds(seconds == null ? DEFAULT_SECONDS : seconds);
  }

  /**
   * Lets the token secret be rotated where it is kept in the database.
   *
   * @throws ProblemException a 409 where it is a setting, that says how that is rotated
   */
  public static void requireStored(RingsideConfig.Identity settings) {
    if (settings.tokenSecret() != null) {
      throw ProblemException.of(
          Problem.Kind.CONFLICT,
          "The secret is the one of the settings: set RINGSIDE_TOKEN_SECRET to a new one on all"
              + " nodes, and RINGSIDE_TOKEN_SECRET_BEFORE to this one for as long as its tokens are"
              + " to be good.");
    }
  }
}
