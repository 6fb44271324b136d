package dev.ringside.bench;

import dev.ringside.config.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the operating system and the JVM's own tools tell of the server's process on Linux. */
final class ServerProcess {

  /**
   * CPU time in seconds since the start.
   *
   * @param server of the server's own process
   * @param children of its child processes, which is where an embedded database runs
   */
  record Cpu(double server, double children) {

    Cpu since(Cpu before) {
      return new Cpu(server - before.server, children - before.children);
    }
  }

  /** The unit of /proc/PID/stat, the same on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final ProcessHandle process;

  /**
   * @throws BenchException if there is no such process
   */
  ServerProcess(long pid) {
    process =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new BenchException("There is no process " + pid + "."));
  }

  Cpu cpu() {
    double children = 0;
    for (ProcessHandle child : process.descendants().toList()) {
      try {
        children += cpuSeconds(child.pid());
      } catch (IOException e) {
        // A child that has just ended takes its time with it.
      }
    }
    try {
      return new Cpu(cpuSeconds(process.pid()), children);
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", "" + pid, "stat"));
    // The name in parentheses may hold spaces; utime and stime are the 12th and 13th after it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident memory in bytes. */
  long residentBytes() {
    try {
      String status = Files.readString(Path.of("/proc", "" + process.pid(), "status"));
      Matcher line = RESIDENT.matcher(status);
      if (line.find()) {
        return Long.parseLong(line.group(1)) * 1024;
      }
      throw new BenchException("Process " + process.pid() + " has ended.");
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /** What lives on the heap, in bytes, after a full collection that this causes. */
  long liveHeapBytes() {
    // The first collection lets cleaners and reference queues run; the histogram makes a second.
    jcmd("GC.run");
    Matcher total = TOTAL.matcher(jcmd("GC.class_histogram"));
    if (!total.find()) {
      throw new BenchException("jcmd GC.class_histogram printed no total.");
    }
    return Long.parseLong(total.group(1));
  }

  /** Ends it as {@code kill -9} does, without a chance to say goodbye. */
  void kill() {
    process.destroyForcibly();
  }

  private String jcmd(String command) {
    Path jcmd = Platform.javaHome().resolve("bin").resolve("jcmd");
    try {
      // Into a file: the JVM that is asked stands still until all of it has been taken.
      Path output = Files.createTempFile("ringside-bench", ".txt");
      try {
        Process run =
            new ProcessBuilder(jcmd.toString(), "" + process.pid(), command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = run.waitFor();
        String text = Files.readString(output);
        if (code != 0) {
          throw new BenchException("jcmd " + process.pid() + " " + command + ": " + text.strip());
        }
        return text;
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new BenchException("Cannot run " + jcmd + ": a JDK is needed for this.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted.", e);
    }
  }

  private BenchException gone(IOException e) {
    return new BenchException(
        "Process " + process.pid() + " cannot be read; has it ended? (" + e.getMessage() + ")", e);
  }
}
