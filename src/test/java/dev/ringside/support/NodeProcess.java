package dev.ringside.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.app.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a process of its own, started as anybody would start it. */
public final class NodeProcess implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("ringside ready: (http://\\S+) and (ws://\\S+)");

  private final Process process;
  private final String base;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private NodeProcess(Process process, String base) {
    this.process = process;
    this.base = base;
  }

  /**
   * Starts it in a schema of the tests' PostgreSQL and waits until it is ready; {@code settings}
   * are pairs of environment variable and value.
   */
  public static NodeProcess start(String schema, String... settings) throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    java.environment().put("RINGSIDE_HTTP_PORT", "0");
    java.environment().put("RINGSIDE_SOCKET_PORT", "0");
    java.environment().put("RINGSIDE_API_KEY", TestNode.KEY);
    java.environment().put("RINGSIDE_DATABASE_URL", TestPostgres.url());
    java.environment().put("RINGSIDE_DATABASE_SCHEMA", schema);
    for (int i = 0; i < settings.length; i += 2) {
      java.environment().put(settings[i], settings[i + 1]);
    }
    Process process = java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.lookingAt()) {
        return new NodeProcess(process, ready.group(1));
      }
    }
    process.destroyForcibly();
    throw new AssertionError("the node ended before it was ready");
  }

  /** Publishes to a user and returns the status. */
  public int publish(String user, String body, String idempotencyKey) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(base + "/api/users/" + TestNode.encode(user) + "/notifications"))
            .header("Authorization", "Bearer " + TestNode.KEY)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey)
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
      return answer.statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Pauses it, as a machine does that is put to sleep. */
  public void pause() {
    Signals.send("STOP", process.pid());
  }

  /** Lets it go on. */
  public void resume() {
    Signals.send("CONT", process.pid());
  }

  /** Asks it to stop and returns its exit status. */
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      throw new AssertionError("the node does not stop");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    // First, so that nobody waits for the answer of a node that is paused.
    process.destroyForcibly();
    http.close();
  }
}
