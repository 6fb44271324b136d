package dev.ringside.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Signals to processes that a test has started. */
public final class Signals {

  private Signals() {}

  /** Sends a signal, such as {@code STOP}. */
  public static void send(String signal, long... pids) {
    List<String> command = new ArrayList<>(List.of("kill", "-s", signal));
    Arrays.stream(pids).mapToObj(Long::toString).forEach(command::add);
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new AssertionError(command + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends a signal to a process and all that it has started. */
  public static void sendToTree(String signal, long pid) {
    ProcessHandle top = ProcessHandle.of(pid).orElseThrow();
    send(
        signal,
        LongStream.concat(LongStream.of(pid), top.descendants().mapToLong(ProcessHandle::pid))
            .toArray());
  }
}
