package dev.ringside.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real Chromium without a window, spoken to by its DevTools protocol: enough to open tabs and to
 * run scripts in them. Commands go out one at a time; answers come on the socket's thread.
 */
public final class Chromium implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<String> PROGRAMS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Chromium(Process process, Path profile, URI address) {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Ear()).join();
  }

  /** The browser of this machine, if it has one. */
  public static Optional<String> program() {
    return PROGRAMS.stream().filter(path -> Files.isExecutable(Path.of(path))).findFirst();
  }

  /** Starts a browser with an empty profile. */
  public static Chromium start() throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory("chromium");
    Process process =
        new ProcessBuilder(
                program().orElseThrow(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.log").toFile())
            .start();
    Path told = profile.resolve("DevToolsActivePort");
    Instant end = Instant.now().plus(LIMIT);
    while (!Files.exists(told) || Files.readAllLines(told).size() < 2) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        throw new IOException(
            "Chromium did not start: " + Files.readString(profile.resolve("output.log")));
      }
      Thread.sleep(20);
    }
    List<String> lines = Files.readAllLines(told);
    return new Chromium(
        process, profile, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
  }

  /** Opens a tab, in the one profile that all share. */
  public Tab open(String url) {
    JsonNode target = call("", "Target.createTarget", object().put("url", "about:blank"));
    JsonNode attached =
        call(
            "",
            "Target.attachToTarget",
            object().put("targetId", target.path("targetId").asText()).put("flatten", true));
    Tab tab = new Tab(attached.path("sessionId").asText());
    call(tab.session, "Runtime.enable", object());
    call(tab.session, "Log.enable", object());
    call(tab.session, "Page.enable", object());
    tab.go(url);
    return tab;
  }

  /** What pages have complained about: errors on their consoles, and exceptions. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** A tab. */
  public final class Tab {

    private final String session;

    private Tab(String session) {
      this.session = session;
    }

    /** Goes to an address. */
    public void go(String url) {
      call(session, "Page.navigate", object().put("url", url));
    }

    /** The value of an expression in the page. */
    public JsonNode eval(String expression) {
      JsonNode answer =
          call(
              session,
              "Runtime.evaluate",
              object()
                  .put("expression", expression)
                  .put("awaitPromise", true)
                  .put("returnByValue", true)
                  .put("userGesture", true));
      if (answer.has("exceptionDetails")) {
        throw new AssertionError(expression + " failed: " + answer.get("exceptionDetails"));
      }
      return answer.path("result").path("value");
    }

    /** Waits until an expression in the page is true. */
    public void await(String expression) throws InterruptedException {
      Instant end = Instant.now().plus(LIMIT);
      while (!eval("Boolean(" + expression + ")").asBoolean()) {
        if (Instant.now().isAfter(end)) {
          throw new AssertionError(
              "never true: " + expression + "; the page: " + eval("document.body.innerText"));
        }
        Thread.sleep(20);
      }
    }

    /** Clicks on an element as a person would, as far as a script can. */
    public void click(String selector) {
      eval("document.querySelector('" + selector + "').click()");
    }
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private JsonNode call(String session, String method, ObjectNode parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    ObjectNode message = object().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).join();
    try {
      return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Hears what the browser says. */
  private final class Ear implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        hear(TestNode.json(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private void hear(JsonNode message) {
    CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt());
    if (answer != null) {
      if (message.has("error")) {
        answer.completeExceptionally(new IllegalStateException(message.get("error").toString()));
      } else {
        answer.complete(message.path("result"));
      }
      return;
    }
    JsonNode details = message.path("params");
    switch (message.path("method").asText()) {
      case "Runtime.exceptionThrown" -> complaints.add(details.path("exceptionDetails").toString());
      case "Log.entryAdded" -> {
        if (details.path("entry").path("level").asText().equals("error")) {
          complaints.add(details.path("entry").path("text").asText());
        }
      }
      default -> {
        // Nothing else is of interest here.
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
