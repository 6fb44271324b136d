package dev.ringside.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ringside.support.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An application of somebody's, on an origin of its own: pages under the strictest policy that a
 * page with a bell can have, and a token for whoever is signed in. Safe for any thread.
 */
final class Shop implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private volatile @Nullable Node node;
  private volatile int ringsidePort;
  private volatile int socketPort;
  private volatile String policy = "";

  private Shop(HttpServer server) {
    this.server = server;
  }

  /** Opens it; 0 picks a port. It needs a node before its first page. */
  static Shop open(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    Shop shop = new Shop(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", shop::answer);
    server.start();
    return shop;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String origin() {
    return "http://127.0.0.1:" + port();
  }

  /** Pages reach Ringside at these ports from now on; tokens are asked of the node itself. */
  void use(Node another, int httpPort, int publicSocketPort) {
    node = another;
    ringsidePort = httpPort;
    socketPort = publicSocketPort;
  }

  private Node node() {
    return Objects.requireNonNull(node, "use a node first");
  }

  boolean has(String user) {
    return pages.containsKey("/" + user);
  }

  /** Serves a page, its policy being what the bell needs and nothing more. */
  String page(String path, String html) {
    pages.put(path, html);
    return origin() + path;
  }

  /** The policy of all pages, until the next {@link #bell} sets its own. */
  void policy(String another) {
    policy = another;
  }

  /** A page with a bell, as a newcomer pastes it; {@code attributes} are those of the bell. */
  String bell(String user, String attributes) {
    return bell(user, attributes, "lang=\"en\"", "");
  }

  /** The same, with attributes of the page and what else is in it. */
  String bell(String user, String attributes, String root, String more) {
    String ringside = "http://127.0.0.1:" + ringsidePort;
    policy =
        "default-src 'none'; script-src 'self' "
            + ringside
            + "; style-src 'self'; img-src 'self'; connect-src 'self' "
            + ringside
            + " ws://127.0.0.1:"
            + socketPort;
    return page(
        "/" + user,
        """
        <!doctype html>
        <html %s>
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width">
          <meta name="color-scheme" content="light dark">
          <title>Shop</title>
          <link rel="stylesheet" href="/shop.css">
          <script type="module" src="%s/ringside-bell.js"></script>
        </head>
        <body>
          <header><h1>Shop</h1><a href="#main">Orders</a>
            <ringside-bell token-url="/ringside-token?user=%s" %s></ringside-bell></header>
          <main id="main" tabindex="-1"><h2>Orders</h2><p>Nothing was ordered yet.</p>%s</main>
        </body>
        </html>
        """
            .formatted(root, ringside, user, attributes, more));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/nobody")) {
        send(exchange, 401, "text/plain", "");
      } else if (path.equals("/ringside-token")) {
        String user = signedIn(exchange);
        send(
            exchange,
            200,
            "application/json",
            node().call("POST", "/api/users/" + user + "/tokens", "{}").raw().body());
      } else if (path.equals("/favicon.ico")) {
        exchange.sendResponseHeaders(204, -1);
      } else if (path.equals("/shop.css")) {
        send(exchange, 200, "text/css", CSS);
      } else if (path.equals("/theme.css")) {
        send(exchange, 200, "text/css", THEME);
      } else if (path.endsWith(".js")) {
        send(exchange, 200, "text/javascript", pages.getOrDefault(path, ""));
      } else {
        String html = pages.get(path);
        exchange.getResponseHeaders().add("Content-Security-Policy", policy);
        send(exchange, html == null ? 404 : 200, "text/html", html == null ? "No page" : html);
      }
    }
  }

  /** By the query, so that one browser can be several people, or by a cookie as usual. */
  private static String signedIn(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    String cookie = exchange.getRequestHeaders().getFirst("Cookie");
    return (query != null ? query : String.valueOf(cookie)).replace("user=", "");
  }

  private static final String CSS =
      """
      body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#faf7f4, #151211);
        color: light-dark(#231d1a, #f4eeea); }
      header { display: flex; align-items: center; gap: 24px; padding: 10px 20px;
        background: light-dark(#fff, #201c1a); border-bottom: 1px solid light-dark(#e6ddd5, #3d3632); }
      header h1 { font-size: 20px; margin: 0; }
      header a { color: inherit; }
      header ringside-bell { margin-inline-start: auto; }
      main { padding: 20px; }
      """;

  private static final String THEME =
      """
      ringside-bell { --ringside-accent: #5b3df5; --ringside-badge: #5b3df5; --ringside-radius: 2px;
        --ringside-font: Georgia, serif; --ringside-surface: #fffef5; --ringside-raised: #f3f0dc; }
      ringside-bell::part(heading) { font-style: italic; }
      """;

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
