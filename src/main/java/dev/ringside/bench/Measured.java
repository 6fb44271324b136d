package dev.ringside.bench;

import org.jspecify.annotations.Nullable;

/** CPU time from when this was made until it is reported: the tool's, and the server's if known. */
final class Measured {

  private final @Nullable ServerProcess server;
  private final ServerProcess.@Nullable Cpu serverBefore;
  private final double ownBefore;

  /** Loads the classes that a first measurement needs, so that it delays nothing that counts. */
  static void rehearse(Options options) {
    new Measured(options).report(new Report(""), 1, "");
  }

  Measured(Options options) {
    server = options.has("pid") ? new ServerProcess(options.number("pid", 1)) : null;
    serverBefore = server == null ? null : server.cpu();
    ownBefore = Scenario.ownCpuSeconds();
  }

  /** Reports the time used, and the server's for each of {@code count} things done. */
  void report(Report report, long count, String what) {
    report.figure("load tool CPU", Scenario.ownCpuSeconds() - ownBefore, "s");
    if (server != null && serverBefore != null) {
      ServerProcess.Cpu used = server.cpu().since(serverBefore);
      report
          .figure("server CPU", used.server(), "s")
          .figure("server's children CPU", used.children(), "s");
      if (count > 0) {
        report.figure("server CPU per " + what, used.server() / count * 1e6, "µs");
      }
    }
  }
}
