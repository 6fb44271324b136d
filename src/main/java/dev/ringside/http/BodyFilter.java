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
 * for a slow client. Passes on an {@link Exchange}. What it knows of a connection is in its {@link
 * Peer}.
 */
final class BodyFilter extends BaseFilter {

  private static final String LIST_PATH = "/api/notifications";
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Connections connections;
  private final int maxBodyBytes;
  private final int maxListBodyBytes;

  BodyFilter(Connections connections, int maxBodyBytes, int maxListBodyBytes) {
    this.connections = connections;
    this.maxBodyBytes = maxBodyBytes;
    this.maxListBodyBytes = maxListBodyBytes;
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
    if (request.getContentLength() > body.limit()) {
      return tooLarge(body);
    }
    if (!last && request.requiresAcknowledgement()) {
      if (!"100-continue".equalsIgnoreCase(request.getHeader(Header.Expect))) {
        return Problem.of(
            Problem.Kind.EXPECTATION_FAILED, "The one expectation known is 100-continue.");
      }
      ctx.write(Buffers.wrap(ctx.getMemoryManager(), CONTINUE));
    }
    return null;
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
