package dev.ringside.http;

import dev.ringside.identity.Origins;
import java.util.Map;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of allowed origins read what is answered, with their visitors' cookies only where the
 * origin was named. Safe for any thread.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, section 3.3</a>
 */
final class Cors {

  private static final String ORIGIN = "Origin";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

  private final Origins origins;

  Cors(Origins origins) {
    this.origins = origins;
  }

  /** Adds to an answer what the page that asked needs in order to read it. */
  void mark(HttpRequestPacket request, HttpResponsePacket response) {
    String origin = request.getHeader(ORIGIN);
    if (origin == null) {
      return;
    }
    response.addHeader("Vary", ORIGIN);
    if (origins.names(origin)) {
      response.addHeader(ALLOW_ORIGIN, origin);
      response.addHeader("Access-Control-Allow-Credentials", "true");
    } else if (origins.allowsAll()) {
      response.addHeader(ALLOW_ORIGIN, "*");
    } else {
      return;
    }
    response.addHeader("Access-Control-Expose-Headers", "Link, Location, Retry-After");
  }

  /** Answers a browser that asks whether a page may send a request; null for any other request. */
  @Nullable Answer preflight(HttpRequestPacket request) {
    boolean asks =
        request.getMethodDC().equals("OPTIONS")
            && request.getHeader(ORIGIN) != null
            && request.getHeader("Access-Control-Request-Method") != null;
    if (!asks) {
      return null;
    }
    // Without a line that allows the origin, which mark() adds or not, these mean nothing.
    return new Answer(
        204,
        Map.of(
            "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE",
            "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Idempotency-Key, Last-Event-ID",
            "Access-Control-Max-Age", "600"),
        new byte[0]);
  }
}
