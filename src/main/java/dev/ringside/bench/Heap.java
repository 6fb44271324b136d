package dev.ringside.bench;

import org.jspecify.annotations.Nullable;

/**
 * What lives on the server's heap more than at the beginning, after full collections; nothing where
 * its process is not known. For one thread.
 */
final class Heap {

  private final @Nullable ServerProcess server;
  private long before;

  Heap(Options options) {
    server = options.has("pid") ? new ServerProcess(options.number("pid", 1)) : null;
  }

  void begin() {
    before = server == null ? 0 : server.liveHeapBytes();
  }

  /** Reports how much it is for each of {@code count} things that came since. */
  void report(Report report, String what, int count) {
    if (server != null && count > 0) {
      report.figure(what, (server.liveHeapBytes() - before) / (double) count, "bytes");
    }
  }
}
