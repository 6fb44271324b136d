package dev.ringside.client;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a notification is meant. */
public enum Style {
  /** A neutral word. */
  INFO,
  /** It worked. */
  SUCCESS,
  /** Somebody should look. */
  WARNING,
  /** It failed. */
  ERROR;

  /** Its name on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a later server may call otherwise is neutral here. */
  static Style of(@Nullable String wire) {
    for (Style each : values()) {
      if (each.wire().equals(wire)) {
        return each;
      }
    }
    return INFO;
  }
}
