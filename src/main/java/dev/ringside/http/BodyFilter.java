package dev.ringside.http;

import dev.ringside.wire.Problem;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpBrokenContent;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.util.Header;
import org.glassfish.grizzly.memory.Buffers;
import org.jspecify.annotations.Nullable;

/**
 * Collects a request's body before anything behind sees the request, so that no thread ever waits
 * for a slow client; only a stream of lines, which has no bound, is handed on as it arrives. Passes
 * on an {@link Exchange}. What it knows of a connection is in its {@link Peer}.
 */
final class BodyFilter extends BaseFilter {

  private static final String LIST_PATH = "/api/notifications";
  private static final String LINES = "application/x-ndjson";
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Connections connections;
  private final int maxBodyBytes;
  private final int maxListBodyBytes;
  private final Dispatch exchanges;

  /**
   * @param exchanges serves a request whose body is still arriving
   */
  BodyFilter(Connections connections, int maxBodyBytes, int maxListBodyBytes, Dispatch exchanges) {
    this.connections = connections;
    this.maxBodyBytes = maxBodyBytes;
    this.maxListBodyBytes = maxListBodyBytes;
    this.exchanges = exchanges;
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) {
    HttpContent content = ctx.getMessage();
    Peer peer = Peer.of(ctx.getConnection());
    if (peer == null || content instanceof HttpBrokenContent) {
      return ctx.getStopAction(); // The codec has answered already.
    }
    HttpRequestPacket request = (HttpRequestPacket) content.getHttpHeader();
    boolean last = content.isLast();
    if (peer.exchange() != null || isStream(request)) {
      return stream(ctx, peer, request, content);
    }
    Body body = peer.body();
    if (body == null) {
      body = new Body(request, limitOf(request));
      Problem problem = promiseOf(ctx, request, body, last);
      if (problem != null) {
        return refuse(ctx, peer, request, problem);
      }
    }
    boolean fits = body.add(content.getContent());
    content.getContent().tryDispose();
    content.recycle();
    if (!fits) {
      return refuse(ctx, peer, request, tooLarge(body));
    }
    if (!last) {
      if (connections.isTooSlow(body)) {
        return refuse(
            ctx, peer, request, Problem.of(Problem.Kind.TIMEOUT, "The body arrives too slowly."));
      }
      peer.reading(body);
      return ctx.getStopAction();
    }
    peer.busy();
    ctx.setMessage(new Exchange(connections, peer, body, ctx));
    return ctx.getInvokeAction();
  }

  private int limitOf(HttpRequestPacket request) {
    boolean list =
        request.getMethodDC().equals("POST") && LIST_PATH.equals(request.getRequestURI());
    return list ? maxListBodyBytes : maxBodyBytes;
  }

  /** What is wrong with what the headers say of the body; tells a client that asks to go on. */
  private static @Nullable Problem promiseOf(
      FilterChainContext ctx, HttpRequestPacket request, Body body, boolean last) {
    return request.getContentLength() > body.limit()
        ? tooLarge(body)
        : expectationOf(ctx, request, last);
  }

  private static @Nullable Problem expectationOf(
      FilterChainContext ctx, HttpRequestPacket request, boolean last) {
    if (!last && request.requiresAcknowledgement()) {
      if (!"100-continue".equalsIgnoreCase(request.getHeader(Header.Expect))) {
        return Problem.of(
            Problem.Kind.EXPECTATION_FAILED, "The one expectation known is 100-continue.");
      }
      ctx.write(Buffers.wrap(ctx.getMemoryManager(), CONTINUE));
    }
    return null;
  }

  /** Lines are read while they arrive, however many they are. */
  private static boolean isStream(HttpRequestPacket request) {
    String type = request.getContentType();
    return type != null
        && type.regionMatches(true, 0, LINES, 0, LINES.length())
        && request.getMethodDC().equals("POST")
        && LIST_PATH.equals(request.getRequestURI());
  }

  /**
   * Hands on the first part of a body as an exchange that is served at once, and later parts to its
   * {@link Upload}.
   */
  private NextAction stream(
      FilterChainContext ctx, Peer peer, HttpRequestPacket request, HttpContent content) {
    Exchange exchange = peer.exchange();
    boolean first = exchange == null;
    if (exchange == null) {
      Problem problem = expectationOf(ctx, request, content.isLast());
      if (problem != null) {
        return refuse(ctx, peer, request, problem);
      }
      exchange = new Exchange(connections, peer, request, new Upload(connections.patience()));
      peer.serving(exchange);
    }
    NextAction next = exchange.receive(ctx, content);
    if (first) {
      exchanges.serve(exchange);
    }
    return next;
  }

  private static Problem tooLarge(Body body) {
    return Problem.of(
        Problem.Kind.TOO_LARGE,
        "The body may have " + body.limit() + " bytes here. Send less at a time.");
  }

  private NextAction refuse(
      FilterChainContext ctx, Peer peer, HttpRequestPacket request, Problem problem) {
    new Exchange(connections, peer, request).refuse(problem);
    return ctx.getStopAction();
  }
}
