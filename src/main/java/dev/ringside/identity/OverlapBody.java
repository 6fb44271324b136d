package dev.ringside.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a rotation may be told.
 *
 * @param overlapSeconds for how long what is replaced stays good, an hour by default
 */
public record OverlapBody(@Nullable Long overlapSeconds) {

  /** The overlap that a body asks for, or none. */
  static Duration of(@Nullable OverlapBody body) {
    return Overlap.checked(body == null ? null : body.overlapSeconds);
  }
}
