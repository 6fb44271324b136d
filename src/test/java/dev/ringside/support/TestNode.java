package dev.ringside.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringside.app.Ringside;
import dev.ringside.config.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real node on free ports, over the tests' PostgreSQL, with what is needed to call it. */
public final class TestNode implements Node, AutoCloseable {

  /** The application's key at every test node. */
  public static final String KEY = "test-key";

  /** Longer than any call may be held. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ringside ringside;
  private final String schema;
  private final HttpCalls http = new HttpCalls(PATIENCE);

  private TestNode(Ringside ringside, String schema) {
    this.ringside = ringside;
    this.schema = schema;
  }

  /** Starts a node in an empty schema; {@code settings} are pairs of property and value. */
  public static TestNode start(String... settings) throws SQLException {
    return startIn(TestPostgres.freshSchema(), settings);
  }

  /** Starts a node in a schema that may be there. */
  public static TestNode startIn(String schema, String... settings) {
    Map<String, String> given = new HashMap<>();
    given.put("ringside.http.port", "0");
    given.put("ringside.socket.port", "0");
    given.put("ringside.api.key", KEY);
    given.put("ringside.database.url", TestPostgres.url());
    given.put("ringside.database.schema", schema);
    given.put("ringside.drain.seconds", "2");
    given.put("ringside.broker", "local");
    for (int i = 0; i < settings.length; i += 2) {
      given.put(settings[i], settings[i + 1]);
    }
    return new TestNode(
        Ringside.start(Settings.of(given).read(), new PrintStream(PrintStream.nullOutputStream())),
        schema);
  }

  public Ringside ringside() {
    return ringside;
  }

  public String schema() {
    return schema;
  }

  /** A connection to this node's tables that its pool knows nothing of. */
  public Connection database() throws SQLException {
    return TestPostgres.connect(schema);
  }

  @Override
  public InetSocketAddress httpAddress() {
    return ringside.httpAddress();
  }

  @Override
  public InetSocketAddress socketAddress() {
    return ringside.socketAddress();
  }

  public int httpPort() {
    return ringside.httpAddress().getPort();
  }

  public int socketPort() {
    return ringside.socketAddress().getPort();
  }

  /**
   * An answer.
   *
   * @param body what it says; a missing node where it says nothing
   */
  public record Answer(int status, JsonNode body, HttpResponse<String> raw) {

    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  @Override
  public Answer callAs(
      @Nullable String credential,
      String method,
      String path,
      @Nullable String body,
      String... headers) {
    return http.call(httpAddress(), credential, method, path, body, headers);
  }

  /** A text as a segment of a path. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");
  }

  /** Parses JSON. */
  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    ringside.close();
  }
}
