package dev.ringside.http;

import dev.ringside.wire.Problem;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.KeepAlive;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.util.MimeHeaders;
import org.glassfish.grizzly.memory.Buffers;

/**
 * HTTP/1.1 as Grizzly reads and writes it, with every head checked, every error a problem document
 * that the client gets to read, and no upgrades: Grizzly takes the body of a request that offers
 * one ({@code Upgrade: h2c}, as many clients do) for the new protocol and never ends it.
 */
final class Codec extends HttpServerFilter {

  /** The longest request line with its headers, in bytes; tokens are long. */
  private static final int MAX_HEAD = 16 * 1024;

  @SuppressWarnings("deprecation") // The builder that the deprecation promises does not exist.
  Codec() {
    super(true, MAX_HEAD, null, unlimited(), null);
    setAllowPayloadForUndefinedHttpMethods(true);
  }

  private static KeepAlive unlimited() {
    KeepAlive keepAlive = new KeepAlive();
    keepAlive.setMaxRequestsCount(-1);
    return keepAlive;
  }

  @Override
  protected void onHttpHeadersParsed(
      HttpHeader header, MimeHeaders headers, FilterChainContext ctx) {
    HeadCheck.check((HttpRequestPacket) header, headers);
    header.getUpgradeDC().recycle();
  }

  @Override
  protected void onHttpHeaderError(HttpHeader header, FilterChainContext ctx, Throwable cause) {
    refuse((HttpRequestPacket) header, ctx, problemOf(cause));
  }

  @Override
  protected void onHttpContentError(HttpHeader header, FilterChainContext ctx, Throwable cause) {
    header.setContentBroken(true);
    HttpRequestPacket request = (HttpRequestPacket) header;
    if (!request.getResponse().isCommitted()) {
      refuse(
          request,
          ctx,
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
    return Problem.of(Problem.Kind.UNREADABLE, "The request's line or headers could not be read.");
  }

  private void refuse(HttpRequestPacket request, FilterChainContext ctx, Problem problem) {
    Answer answer = Answer.of(problem);
    HttpResponsePacket response = request.getResponse();
    // A line that could not be read names no version, and one of 0.9 would get no headers.
    request.setProtocol(Protocol.HTTP_1_1);
    response.setProtocol(Protocol.HTTP_1_1);
    request.getProcessingState().setKeepAlive(false);
    response.setStatus(answer.status());
    answer.headers().forEach(response::addHeader);
    response.addHeader("X-Content-Type-Options", "nosniff");
    response.setContentLengthLong(answer.content().length);
    Buffer encoded =
        encodeHttpPacket(
            ctx,
            HttpContent.create(
                response, true, Buffers.wrap(ctx.getMemoryManager(), answer.content())));
    Peer peer = Peer.of(ctx.getConnection());
    if (peer == null) {
      ctx.getConnection().terminateSilently();
      return;
    }
    peer.busy();
    peer.flushing();
    ctx.write(
        encoded,
        new EmptyCompletionHandler<WriteResult>() {
          @Override
          public void completed(WriteResult result) {
            peer.home().execute(peer::leave);
          }

          @Override
          public void failed(Throwable cause) {
            peer.cut();
          }
        });
  }
}
