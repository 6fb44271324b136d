package dev.ringside.cli.remote;

import java.util.Map;

/**
 * The environment of commands that are run: the caller's. The launcher gives Java a locale of UTF-8
 * by {@code LC_ALL}, since Java would spoil all other characters in one without, and says in a
 * property what was there.
 */
final class Surroundings {

  private static final String VARIABLE = "LC_ALL";

  /** Empty where the variable was not set, else {@code =} and what it was. */
  private static final String PROPERTY = "ringside.lc_all";

  private Surroundings() {}

  /** Puts back what the caller had. */
  static void restore(ProcessBuilder command) {
    String before = System.getProperty(PROPERTY);
    if (before == null) {
      return;
    }
    Map<String, String> environment = command.environment();
    if (before.startsWith("=")) {
      environment.put(VARIABLE, before.substring(1));
    } else {
      environment.remove(VARIABLE);
    }
  }
}
