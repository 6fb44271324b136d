package dev.ringside.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/** One command of the tool. */
interface Scenario {

  String name();

  /** One line for the help. */
  String summary();

  /** What it knows beside {@link #COMMON}. */
  List<Options.Option> options();

  /**
   * Loads the server and reports.
   *
   * @throws BenchException if it cannot go on
   */
  Report run(Options options, EventLoop loop) throws IOException;

  /** What every command knows. */
  List<Options.Option> COMMON =
      List.of(
          new Options.Option("url", "http://127.0.0.1:8080", "the server's HTTP address"),
          new Options.Option("key", null, "an API key of it"),
          new Options.Option("user-prefix", null, "users are this and a number"),
          new Options.Option("pid", null, "the server's process, to measure its CPU and memory"),
          Options.Option.flag("json", "print one JSON object instead of a table"));

  /** What commands that open sessions know. */
  List<Options.Option> SOCKETS =
      List.of(
          new Options.Option(
              "socket-url",
              null,
              "the socket, or those of several nodes with commas between, which sessions take in"
                  + " turn; asked of the server otherwise"),
          new Options.Option("addresses", "20", "loopback addresses that sessions come from"),
          new Options.Option("handshakes", "500", "how many connect at a time; 0 is no limit"));

  static List<Options.Option> withSockets(Options.Option... own) {
    return Stream.concat(Stream.of(own), SOCKETS.stream()).toList();
  }

  /** The CPU time that this process has used, in seconds. */
  static double ownCpuSeconds() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }
}
