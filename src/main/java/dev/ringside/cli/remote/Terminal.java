package dev.ringside.cli.remote;

import java.io.Console;

/** Whether a person sits in front. */
final class Terminal {

  private Terminal() {}

  @SuppressWarnings("SystemConsoleNull") // the JDK may have none, says its documentation
  static boolean isThere() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
