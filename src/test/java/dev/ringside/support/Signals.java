package dev.ringside.support;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals to processes that the tests started. */
public final class Signals {

  private Signals() {}

  /** Sends a signal, such as {@code KILL}, to a process; one that is gone does no harm. */
  public static void send(String signal, long pid) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
