package dev.ringside.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Signals to processes that a test has started. */
public final class Signals {

  private Signals() {}

  /** Sends a signal, such as {@code STOP}, to processes that must all be there. */
  public static void send(String signal, long... pids) {
    if (!arrived(signal, pids)) {
      throw new AssertionError(signal + " did not reach all of " + Arrays.toString(pids));
    }
  }

  /**
   * Sends a signal to a process, and to all that it has started. Of those, one may end on its own
   * meanwhile; only the process itself must be there.
   */
  public static void sendToTree(String signal, long pid) {
    ProcessHandle top = ProcessHandle.of(pid).orElseThrow();
    long[] started = top.descendants().mapToLong(ProcessHandle::pid).toArray();
    send(signal, pid);
    if (started.length > 0) {
      arrived(signal, started);
    }
  }

  private static boolean arrived(String signal, long... pids) {
    List<String> command = new ArrayList<>(List.of("kill", "-s", signal));
    Arrays.stream(pids).mapToObj(Long::toString).forEach(command::add);
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
