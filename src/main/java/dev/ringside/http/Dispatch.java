package dev.ringside.http;

import dev.ringside.wire.Problem;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/**
 * Says who answers a request, and on which thread.
 *
 * <p>Publishing to one user is the hot path: its resource never blocks, so it runs on the selector
 * thread that has read the request, which halves what a request costs. Everything else may block
 * and gets a virtual thread. Safe for any thread.
 */
final class Dispatch extends BaseFilter {

  /** The paths that resources own, with all that lies below them; static files have the rest. */
  private static final List<String> RESOURCES =
      List.of("/api", "/health", "/metrics", "/openapi.json", "/asyncapi.json");

  private static final String HOT_START = "/api/users/";
  private static final String HOT_END = "/notifications";

  private final JerseyContainer container;
  private final StaticFiles files;
  private final ThreadFactory threads = Thread.ofVirtual().name("http-", 0).factory();

  Dispatch(JerseyContainer container, StaticFiles files) {
    this.container = container;
    this.files = files;
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) {
    Exchange exchange = ctx.getMessage();
    String path = exchange.request().getRequestURI();
    if (isHot(exchange, path)) {
      serve(exchange, path);
      return exchange.settle(ctx);
    }
    NextAction wait = exchange.suspend(ctx);
    serveElsewhere(exchange, path);
    return wait;
  }

  /** Serves a request whose body is still arriving. */
  void serve(Exchange exchange) {
    serveElsewhere(exchange, exchange.request().getRequestURI());
  }

  private void serveElsewhere(Exchange exchange, String path) {
    threads.newThread(() -> serve(exchange, path)).start();
  }

  private void serve(Exchange exchange, String path) {
    try {
      String query = exchange.request().getQueryString();
      String wrong = Target.whatIsWrongWith(path, query);
      boolean resource = isResource(path);
      Answer preflight =
          resource ? exchange.connections().cors().preflight(exchange.request()) : null;
      if (wrong != null) {
        exchange.refuse(Problem.of(Problem.Kind.UNREADABLE, wrong));
      } else if (isEncoded(exchange)) {
        exchange.send(
            Answer.of(
                Problem.of(
                    Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                    "A body with a Content-Encoding is not read here; send it plain.")));
      } else if (preflight != null) {
        exchange.send(preflight);
      } else if (resource) {
        container.serve(exchange, Target.uri(path, query), () -> serveElsewhere(exchange, path));
      } else {
        exchange.send(
            files.answer(
                exchange.request().getMethodDC().toString(),
                Target.decode(path),
                exchange.request().getHeader("If-None-Match")));
      }
    } catch (RuntimeException | Error e) {
      Problem problem = Faults.log(e);
      if (exchange.isCommitted()) {
        exchange.abort();
      } else {
        exchange.send(Answer.of(problem));
      }
    }
  }

  private static boolean isEncoded(Exchange exchange) {
    String encoding = exchange.request().getHeader("Content-Encoding");
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  private static boolean isHot(Exchange exchange, String path) {
    return path.startsWith(HOT_START)
        && path.endsWith(HOT_END)
        && path.indexOf('/', HOT_START.length()) == path.length() - HOT_END.length()
        && exchange.request().getMethodDC().equals("POST");
  }

  private static boolean isResource(String path) {
    for (String resource : RESOURCES) {
      if (path.startsWith(resource)
          && (path.length() == resource.length() || path.charAt(resource.length()) == '/')) {
        return true;
      }
    }
    return false;
  }
}
