package dev.ringside.persistence;

import dev.ringside.config.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running PostgreSQL server. Immutable; {@link #stop} may be called by any thread and twice.
 *
 * @param process the server itself, not a program around it
 * @param port its port on 127.0.0.1
 */
record Postmaster(Process process, int port) {

  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

  private static final int ATTEMPTS = 10;
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long POLL_MILLIS = 3;

  /** Enforced whatever {@code postgresql.conf} says. */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "logging_collector=off",
          "log_destination=stderr",
          "lc_messages=C",
          "timezone=UTC",
          "log_timezone=UTC",
          // What was answered is kept, through a power failure too.
          "fsync=on",
          "full_page_writes=on",
          "synchronous_commit=on",
          // Room for bursts of small commits; recovery reads at most what max_wal_size allows.
          "shared_buffers=128MB",
          "max_connections=50",
          "wal_buffers=16MB",
          "max_wal_size=2GB",
          "min_wal_size=128MB",
          "checkpoint_timeout=15min",
          "checkpoint_completion_target=0.9",
          // Marks by the million leave as many dead rows: a minute's worth would double a table.
          "autovacuum_naptime=5s",
          // A read that its caller has given up does not go on for nobody.
          "client_connection_check_interval=1s",
          // Our statements are short: compiling them costs more than it gains.
          "jit=off");

  /** Where a port comes from that is likely to be free. */
  interface Ports {
    int next() throws IOException;
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /** Whether a server could listen there now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Starts the server on existing data, and waits until it accepts connections.
   *
   * @throws StartException if it ends before that; quotes its log
   */
  static Postmaster launch(DataFolder folder, PostgresBinaries binaries, RunAs runAs, Ports ports)
      throws IOException {
    ServerLog serverLog = ServerLog.open(folder);
    for (int attempt = 1; ; attempt++) {
      long mark = serverLog.size();
      int port = ports.next();
      Process process = spawn(folder, binaries, runAs, serverLog, port);
      Postmaster postmaster = new Postmaster(process, port);
      try {
        if (postmaster.awaitReady(folder.pgdata())) {
          return postmaster;
        }
      } catch (IOException | RuntimeException | Error e) {
        postmaster.stop();
        throw e;
      }
      String words = serverLog.since(mark);
      if (attempt == ATTEMPTS || !passes(words)) {
        throw failed(folder, serverLog, words);
      }
      pause(words.contains("shared memory block") ? 300 : 0);
    }
  }

  private static Process spawn(
      DataFolder folder, PostgresBinaries binaries, RunAs runAs, ServerLog serverLog, int port)
      throws IOException {
    List<String> command = new ArrayList<>();
    // A session of its own: Ctrl-C at the terminal is for Ringside, which stops PostgreSQL last.
    Command.find("setsid").ifPresent(command::add);
    List<String> postgres = new ArrayList<>();
    postgres.add(binaries.program("postgres"));
    postgres.add("-D");
    postgres.add(folder.pgdata().toString());
    postgres.add("-p");
    postgres.add(Integer.toString(port));
    for (String setting : SETTINGS) {
      postgres.add("-c");
      postgres.add(setting);
    }
    command.addAll(runAs.command(postgres));
    Process process =
        Command.prepare(folder.path(), command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(serverLog.file().toFile()))
            .start();
    process.getOutputStream().close();
    return process;
  }

  /** Waits for the server's own word; false if it ended instead. */
  private boolean awaitReady(Path pgdata) throws IOException {
    long start = System.nanoTime();
    boolean told = false;
    while (process.isAlive()) {
      if (PostmasterFile.read(pgdata).filter(f -> f.pid() == pid() && f.ready()).isPresent()) {
        return true;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (waited.compareTo(START_LIMIT) > 0) {
        throw new StartException(
            "PostgreSQL did not get ready within %d minutes. Its log is %s."
                .formatted(START_LIMIT.toMinutes(), pgdata.resolveSibling(ServerLog.NAME)));
      }
      if (!told && waited.compareTo(PATIENCE) > 0) {
        log.info("PostgreSQL is still recovering from its last stop");
        told = true;
      }
      pause(POLL_MILLIS);
    }
    return false;
  }

  /** Whether another attempt may go better. */
  private static boolean passes(String words) {
    boolean portTaken =
        words.contains("could not bind") || words.contains("could not create any TCP/IP sockets");
    // The processes of a server that was killed are about to notice that.
    boolean orphans = words.contains("pre-existing shared memory block");
    return portTaken || orphans;
  }

  private static StartException failed(DataFolder folder, ServerLog serverLog, String words) {
    // On a full disk the log itself may end without a word.
    if (words.contains("No space left on device") || folder.isFull()) {
      return folder.explain(new IOException("No space left on device"));
    }
    return new StartException(
        "PostgreSQL did not start. Its log, %s, says:\n%s"
            .formatted(serverLog.file(), ServerLog.telling(words)));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("The start was interrupted.", e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has ended, for whatever reason, and returns its exit status. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /** Ends all connections, writes everything down and stops; see {@link StopSignals}. */
  void stop() {
    StopSignals.stop(process.toHandle());
  }
}
