package dev.ringside.http;

import dev.ringside.wire.Problem;
import java.io.IOException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContext;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.KeepAlive;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.util.MimeHeaders;

/**
 * HTTP/1.1 as Grizzly reads and writes it, with every head checked, every error a problem document
 * that the client gets to read, and no upgrades: Grizzly takes the body of a request that offers
 * one ({@code Upgrade: h2c}, as many clients do) for the new protocol and never ends it.
 */
final class Codec extends HttpServerFilter {

  /** The longest request line with its headers, in bytes; tokens are long. */
  private static final int MAX_HEAD = 16 * 1024;

  private final Connections connections;

  @SuppressWarnings("deprecation") // The builder that the deprecation promises does not exist.
  Codec(Connections connections) {
    super(true, MAX_HEAD, null, unlimited(), null);
    this.connections = connections;
    setAllowPayloadForUndefinedHttpMethods(true);
  }

  private static KeepAlive unlimited() {
    KeepAlive keepAlive = new KeepAlive();
    keepAlive.setMaxRequestsCount(-1);
    return keepAlive;
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) throws IOException {
    Peer peer = Peer.of(ctx.getConnection());
    Buffer input = ctx.getMessage();
    if (peer == null || peer.phase() == Peer.Phase.LEAVING) {
      input.tryDispose();
      return ctx.getStopAction();
    }
    if (peer.isBetweenRequests()) {
      input = withoutEmptyLines(input);
      if (!input.hasRemaining()) {
        input.tryDispose();
        return ctx.getStopAction();
      }
      ctx.setMessage(input);
      peer.head();
    }
    NextAction next = super.handleRead(ctx);
    if (peer.phase() == Peer.Phase.HEAD && !peer.isHeadRead() && hasEnd(input)) {
      // The blank line has come, but Grizzly waits for a space or a colon that never will.
      HttpRequestPacket request = HttpContext.get(ctx).getRequest();
      refuse(request, peer, unreadable());
      return ctx.getStopAction();
    }
    return next;
  }

  /** Some clients end a body with an empty line more than they should. */
  private static Buffer withoutEmptyLines(Buffer input) {
    int start = input.position();
    while (input.hasRemaining()
        && (input.get(input.position()) == '\r' || input.get(input.position()) == '\n')) {
      input.position(input.position() + 1);
    }
    return input.position() == start ? input : input.slice();
  }

  private static boolean hasEnd(Buffer input) {
    int end = input.limit();
    return end >= 4
        && input.get(end - 1) == '\n'
        && (input.get(end - 2) == '\n'
            || (input.get(end - 2) == '\r' && input.get(end - 3) == '\n'));
  }

  @Override
  protected void onHttpHeadersParsed(
      HttpHeader header, MimeHeaders headers, FilterChainContext ctx) {
    Peer peer = Peer.of(ctx.getConnection());
    if (peer != null) {
      peer.headRead();
    }
    HttpRequestPacket request = (HttpRequestPacket) header;
    bind(request, LastingResponse.in(request.getResponse()));
    HeadCheck.check(request, headers);
    if (request.isChunked() && ctx.getMessage() instanceof Buffer input) {
      HeadCheck.checkNoLength(input);
    }
    header.getUpgradeDC().recycle();
  }

  @Override
  protected void onHttpHeaderError(HttpHeader header, FilterChainContext ctx, Throwable cause) {
    Peer peer = Peer.of(ctx.getConnection());
    if (peer != null) {
      refuse((HttpRequestPacket) header, peer, problemOf(cause));
    }
  }

  @Override
  protected void onHttpContentError(HttpHeader header, FilterChainContext ctx, Throwable cause) {
    header.setContentBroken(true);
    HttpRequestPacket request = (HttpRequestPacket) header;
    Peer peer = Peer.of(ctx.getConnection());
    if (peer != null && peer.exchange() != null) {
      peer.exchange().breakOff();
    } else if (peer != null && !request.getResponse().isCommitted()) {
      refuse(
          request,
          peer,
          Problem.of(Problem.Kind.UNREADABLE, "The chunks of the body could not be read."));
    }
  }

  private static Problem problemOf(Throwable cause) {
    if (cause instanceof Refusal refusal) {
      return refusal.problem();
    }
    String message = cause.getMessage();
    if (message != null && message.contains("too large")) {
      return Problem.of(
          Problem.Kind.HEADERS_TOO_LARGE,
          "The first line and the headers may have " + MAX_HEAD + " bytes together.");
    }
    return unreadable();
  }

  private static Problem unreadable() {
    return Problem.of(Problem.Kind.UNREADABLE, "The request's line or headers could not be read.");
  }

  private void refuse(HttpRequestPacket request, Peer peer, Problem problem) {
    // A line that could not be read names no version, and one of 0.9 would get no headers.
    request.setProtocol(Protocol.HTTP_1_1);
    request.getResponse().setProtocol(Protocol.HTTP_1_1);
    new Exchange(connections, peer, request).refuse(problem);
  }
}
