package dev.ringside.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Ringside}; what is not said is as a job in the background wants it. */
public final class RingsideBuilder {

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");
  private static final int MAX_PORT = 65_535;
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  private final URI server;
  private final String key;
  private Duration call = Duration.ofSeconds(10);
  private Duration giveUpAfter = Duration.ofSeconds(15);
  private Duration firstPause = Duration.ofMillis(500);
  private Duration longestPause = Duration.ofSeconds(30);
  private @Nullable HttpClient client;
  private @Nullable URI socket;
  private JobListener jobListener = new JobListener() {};

  RingsideBuilder(URI server, String key) {
    this.server = checked(server);
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "The API key is empty, or holds a character that no key has.");
    }
    this.key = key;
  }

  static RingsideBuilder fromEnvironment() {
    Map<String, String> environment = System.getenv();
    String server = needed(environment, "RINGSIDE_URL");
    String key = needed(environment, "RINGSIDE_API_KEY");
    try {
      return new RingsideBuilder(URI.create(server), key);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "RINGSIDE_URL or RINGSIDE_API_KEY cannot be used: " + e.getMessage(), e);
    }
  }

  private static String needed(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalStateException(
          "Say where Ringside is and who calls: " + name + " is missing.");
    }
    return value;
  }

  private static URI checked(URI server) {
    boolean http =
        "http".equalsIgnoreCase(server.getScheme()) || "https".equalsIgnoreCase(server.getScheme());
    if (!http
        || server.getHost() == null
        || server.getPort() > MAX_PORT
        || server.getRawUserInfo() != null
        || server.getRawQuery() != null
        || server.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "Ringside's address is such as http://127.0.0.1:8080 or https://host/path, and no more.");
    }
    return server;
  }

  /** How long one call may take, from its start to the end of its answer: 10 s by default. */
  public RingsideBuilder callTimeout(Duration timeout) {
    call = positive(timeout);
    return this;
  }

  /** After so long no further try of a call begins: 15 s by default; zero for one try. */
  public RingsideBuilder giveUpAfter(Duration time) {
    giveUpAfter = time;
    return this;
  }

  /**
   * The bounds of the random pauses between tries, and before a lost connection is opened again:
   * 500 ms at first, doubled with each failure, up to 30 s.
   */
  public RingsideBuilder pauses(Duration first, Duration longest) {
    firstPause = positive(first);
    longestPause = positive(longest);
    return this;
  }

  /** A client of one's own, with its executor, proxy and trust; it stays the caller's to close. */
  public RingsideBuilder httpClient(HttpClient own) {
    client = own;
    return this;
  }

  /** Where the socket is, instead of what {@code GET /api/client} names. */
  public RingsideBuilder socket(URI address) {
    socket = address;
    return this;
  }

  /** Who hears what became of jobs that could not be told of. */
  public RingsideBuilder jobListener(JobListener listener) {
    jobListener = listener;
    return this;
  }

  private static Duration positive(Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException("A time above zero is needed, not " + time + ".");
    }
    return time;
  }

  /** Makes it. Nothing is called yet. */
  public Ringside build() {
    HttpClient used =
        client == null
            ? HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECTING)
                .build()
            : client;
    Patience patience = new Patience(call, giveUpAfter, firstPause, longestPause);
    return new Ringside(new Http(used, server, key, patience), socket, jobListener, client == null);
  }
}
