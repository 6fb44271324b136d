package dev.ringside.recipients;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.UUID;

/**
 * How far a notification to many has come.
 *
 * @param id its name
 * @param state whether it is going on
 * @param done to how many it has been published
 * @param total how many there are; while it is running, how many there were at its start
 */
public record Operation(UUID id, State state, long done, long total) {

  /** Whether an operation is going on. */
  public enum State {
    /** It is going on, or waits for its time. */
    RUNNING,
    /** All have it. */
    DONE,
    /** It was stopped, or cannot go on; those that it says have it. */
    FAILED;

    /** As on the wire and in the table. */
    @JsonValue
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State ofWire(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
