package dev.ringside.job;

import dev.ringside.wire.FieldErrors;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place in a user's list of jobs, which what starts and goes meanwhile does not move.
 *
 * @param startedAt when the last job before the place started
 * @param key its key
 */
record JobPlace(Instant startedAt, String key) {

  /** The year 9999, behind which no job of this world starts. */
  private static final long LAST = 253_402_300_799_999L;

  /** The place behind a job. */
  static JobPlace behind(Job job) {
    return new JobPlace(job.startedAt(), job.name().key());
  }

  /** A place as it is named in a query; null for none, and where it is none, which is noted. */
  static @Nullable JobPlace of(@Nullable String name, FieldErrors errors) {
    if (name == null || name.isEmpty()) {
      return null;
    }
    int dot = name.indexOf('.');
    try {
      long millis = Long.parseLong(name, 0, Math.max(dot, 0), 10);
      if (millis >= 0 && millis <= LAST) {
        return new JobPlace(Instant.ofEpochMilli(millis), name.substring(dot + 1));
      }
    } catch (NumberFormatException e) {
      // What is wrong with it is said below.
    }
    errors.add("before", "must be as the Link header of the page before it has it");
    return null;
  }

  /** How it is named in a query, before it is percent-encoded. */
  String named() {
    return startedAt.toEpochMilli() + "." + key;
  }
}
