package dev.ringside.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.app.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node in a process of its own, started as anybody would start it, that can be killed, paused and
 * started again, on other ports each time. Its monitor orders those who do that; callers read where
 * it is from a volatile.
 */
public final class NodeProcess implements Node, AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("ringside ready: http://\\S+?:(\\d+) and ws://\\S+?:(\\d+)/");

  private static final HttpCalls HTTP = new HttpCalls(Duration.ofSeconds(12));

  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> program;
  private final ProcessBuilder.Redirect log;

  @GuardedBy("this")
  private @Nullable Process process;

  private volatile @Nullable Where where;

  private record Where(InetSocketAddress http, InetSocketAddress socket) {}

  private NodeProcess(
      Map<String, String> settings, List<String> program, ProcessBuilder.Redirect log) {
    this.program = program;
    this.log = log;
    environment.put("RINGSIDE_HTTP_PORT", "0");
    environment.put("RINGSIDE_SOCKET_PORT", "0");
    environment.put("RINGSIDE_API_KEY", TestNode.KEY);
    environment.putAll(settings);
  }

  /**
   * Starts one in a schema of the tests' PostgreSQL and waits until it is ready; {@code settings}
   * are pairs of environment variable and value.
   */
  public static NodeProcess start(String schema, String... settings) {
    Map<String, String> given = new TreeMap<>();
    given.put("RINGSIDE_DATABASE_URL", TestPostgres.url());
    given.put("RINGSIDE_DATABASE_SCHEMA", schema);
    for (int i = 0; i < settings.length; i += 2) {
      given.put(settings[i], settings[i + 1]);
    }
    NodeProcess node =
        new NodeProcess(
            given,
            List.of("-cp", System.getProperty("java.class.path")),
            ProcessBuilder.Redirect.INHERIT);
    if (!node.start()) {
      throw new AssertionError("the node ended before it was ready");
    }
    return node;
  }

  /**
   * One that has not been started.
   *
   * @param settings by their variables
   * @param program what java is told of where the classes are
   * @param log a file that its log is added to
   */
  public static NodeProcess of(Map<String, String> settings, List<String> program, Path log) {
    return new NodeProcess(settings, program, ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /** Starts it and waits until it is ready; false where it ended instead. */
  public boolean start() {
    try {
      Process started;
      synchronized (this) {
        if (process != null && process.isAlive()) {
          throw new IllegalStateException("it is running");
        }
        started = launch();
        process = started;
      }
      BufferedReader out = started.inputReader(UTF_8);
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Matcher ready = READY.matcher(line);
        if (ready.lookingAt()) {
          where = new Where(address(ready.group(1)), address(ready.group(2)));
          return true;
        }
      }
      started.destroyForcibly().waitFor();
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(program);
    command.add(Main.class.getName());
    ProcessBuilder java = new ProcessBuilder(command);
    java.environment().putAll(environment);
    return java.redirectError(log).start();
  }

  private static InetSocketAddress address(String port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }

  @Override
  public InetSocketAddress httpAddress() {
    return where().http;
  }

  @Override
  public InetSocketAddress socketAddress() {
    return where().socket;
  }

  private Where where() {
    Where now = where;
    if (now == null) {
      throw new UncheckedIOException(new ConnectException("the node is down"));
    }
    return now;
  }

  @Override
  public TestNode.Answer callAs(
      @Nullable String credential,
      String method,
      String path,
      @Nullable String body,
      String... headers) {
    return HTTP.call(httpAddress(), credential, method, path, body, headers);
  }

  /** Publishes to a user and returns the status. */
  public int publish(String user, String body, String idempotencyKey) {
    return publish(user, body, "Idempotency-Key", idempotencyKey).status();
  }

  /** Ends it as {@code kill -9} does. */
  public synchronized void kill() throws InterruptedException {
    where = null;
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Stands still until {@link #resume}. */
  public void pause() {
    signal("STOP");
  }

  /** Goes on after a pause. */
  public void resume() {
    signal("CONT");
  }

  private synchronized void signal(String signal) {
    if (process != null) {
      Signals.send(signal, process.pid());
    }
  }

  /** Asks it to stop and returns its exit status. */
  public int stop() throws InterruptedException {
    return stop(Duration.ofSeconds(25));
  }

  /** The same, with more patience. */
  public synchronized int stop(Duration patience) throws InterruptedException {
    if (process == null) {
      throw new IllegalStateException("not started yet");
    }
    process.destroy();
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the node does not stop");
    }
    where = null;
    return process.exitValue();
  }

  @Override
  public synchronized void close() {
    where = null;
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
