package dev.ringside.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a job is. */
public enum JobState {
  /** It is heard of. */
  @JsonProperty("running")
  RUNNING,
  /** Its lease ran out: nothing was heard of it for so long. */
  @JsonProperty("stalled")
  STALLED,
  /** It told its end. */
  @JsonProperty("done")
  DONE;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** As it stands on the wire and in the table. */
  String wire() {
    return wire;
  }

  /** The state of a row; null for one that its first transaction has not filled yet. */
  static @Nullable JobState ofRow(String wire) {
    for (JobState state : values()) {
      if (state.wire.equals(wire)) {
        return state;
      }
    }
    return null;
  }
}
