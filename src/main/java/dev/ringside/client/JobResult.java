package dev.ringside.client;

import java.util.Locale;

/** How a job ended. */
public enum JobResult {
  /** As it should. */
  SUCCESS,
  /** Somebody should look. */
  WARNING,
  /** It failed. */
  ERROR;

  /** Its name on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
