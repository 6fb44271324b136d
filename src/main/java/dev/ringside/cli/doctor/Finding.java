package dev.ringside.cli.doctor;

import dev.ringside.client.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was looked at, what was found there, and what to do about it.
 *
 * @param remedy null where nothing is to be done
 */
record Finding(Level level, String what, String found, @Nullable String remedy) {

  /** How bad it is: a fault keeps something from working. */
  enum Level {
    OK,
    WARN,
    FAULT;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A line for people. */
  String line() {
    String start = "%-5s  %s: %s".formatted(level.word(), what, found);
    return remedy == null ? start : start + " " + remedy;
  }

  /** The same for programs. */
  Json json() {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("level", Json.of(level.word()));
    fields.put("what", Json.of(what));
    fields.put("found", Json.of(found));
    if (remedy != null) {
      fields.put("remedy", Json.of(remedy));
    }
    return new Json.Fields(fields);
  }
}
