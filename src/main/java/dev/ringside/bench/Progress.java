package dev.ringside.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far a notification to many has come, asked a few times a second while somebody wants to know.
 * For the loop's thread.
 */
final class Progress implements HttpLoad.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(200);

  private final HttpLoad http;
  private final Api api;
  private @Nullable String operation;
  private String state = "running";
  private long done;
  private long total = Long.MAX_VALUE;
  private long askedNanos;

  private Progress(Api api, String body) {
    this.api = api;
    http = api.load(1, this);
    http.submit(api.requests().post("/api/notifications", body), 0);
  }

  /** Starts an operation. */
  static Progress of(Api api, EventLoop loop, String body) throws IOException {
    Progress progress = new Progress(api, body);
    if (!loop.turnUntil(() -> progress.operation != null, 60)) {
      progress.close();
      throw new BenchException("The operation did not begin.");
    }
    return progress;
  }

  private void ask() {
    if (operation != null && http.isDone() && System.nanoTime() - askedNanos > PERIOD) {
      askedNanos = System.nanoTime();
      http.submit(api.requests().get("/api/operations/" + operation), 0);
    }
  }

  boolean isOver() {
    ask();
    return !state.equals("running");
  }

  /** How many had it when that was last told. */
  long done() {
    ask();
    return done;
  }

  long total() {
    return total;
  }

  /** Tells how many have it, and whether that is all. */
  Report report(Report report) {
    report.figure("recipients", done);
    return state.equals("done") ? report : report.failure("the operation is " + state);
  }

  @Override
  public void answered(
      HttpLoad load, long tag, long sentNanos, long nowNanos, HttpAnswer answer, byte[] bytes) {
    byte[] body = Arrays.copyOfRange(bytes, answer.bodyFrom(), answer.bodyTo());
    try {
      JsonNode json = JSON.readTree(body);
      if (operation == null) {
        operation = json.path("operation").textValue();
      } else {
        state = json.path("state").asText(state);
        done = json.path("done").asLong(done);
        total = json.path("total").asLong(total);
      }
    } catch (IOException e) {
      throw new BenchException("The answer about the operation cannot be read.", e);
    }
  }

  @Override
  public void lost(HttpLoad load, long tag) {
    // It is asked again.
  }

  @Override
  public void close() {
    http.close();
  }
}
