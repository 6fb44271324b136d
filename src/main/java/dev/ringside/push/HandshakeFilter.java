package dev.ringside.push;

import dev.ringside.tls.Farewell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.tyrus.core.RequestContext;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeInfo;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeStatus;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last filter, behind the HTTP codec: answers a connection's one request, by an upgrade or by
 * why there is none.
 */
final class HandshakeFilter extends BaseFilter {

  private static final Logger log = LoggerFactory.getLogger(HandshakeFilter.class);

  private static final URI ENDPOINT = URI.create(SocketContainer.PATH);

  /** What Tyrus is told of a request: neither credentials nor extensions. */
  private static final List<String> TOLD =
      List.of(
          UpgradeRequest.UPGRADE,
          UpgradeRequest.CONNECTION,
          UpgradeRequest.HOST,
          UpgradeRequest.SEC_WEBSOCKET_KEY,
          UpgradeRequest.SEC_WEBSOCKET_VERSION,
          UpgradeRequest.SEC_WEBSOCKET_PROTOCOL);

  private final SocketResources resources;
  private final SocketContainer container;
  private final SocketEvents events;

  HandshakeFilter(SocketResources resources, SocketContainer container, SocketEvents events) {
    this.resources = resources;
    this.container = container;
    this.events = events;
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) {
    HttpContent message = ctx.getMessage();
    NIOConnection connection = (NIOConnection) ctx.getConnection();
    Supplier<Runnable> waits = null;
    try {
      waits = answer(connection, (HttpRequestPacket) message.getHttpHeader());
    } catch (RuntimeException | Error e) {
      failed(connection, e);
    } finally {
      message.recycle();
    }
    if (waits == null) {
      return ctx.getStopAction();
    }
    // Nothing more is read of this connection until it is known who it is.
    ctx.suspend();
    answerLater(ctx, connection, waits);
    return ctx.getSuspendAction();
  }

  private static void failed(NIOConnection connection, Throwable failure) {
    log.error("A handshake failed", failure);
    refuse(connection, 500, "Internal Server Error", "This is a fault of the server.");
  }

  /** Asks on a thread that may wait, and answers on the connection's own. */
  private static void answerLater(
      FilterChainContext ctx, NIOConnection connection, Supplier<Runnable> waits) {
    Thread.ofVirtual()
        .name("handshake")
        .start(
            () -> {
              Runnable answer;
              try {
                answer = waits.get();
              } catch (RuntimeException | Error e) {
                answer = () -> failed(connection, e);
              }
              Runnable found = answer;
              SelectorThread.run(
                  connection,
                  () -> {
                    try {
                      found.run();
                    } catch (RuntimeException | Error e) {
                      failed(connection, e);
                    } finally {
                      ctx.resume(ctx.getStopAction());
                    }
                  });
            });
  }

  /** Answers; where that takes its time, what it returns asks, and returns what then answers. */
  private @Nullable Supplier<Runnable> answer(NIOConnection connection, HttpRequestPacket request) {
    if (!request.getProtocolString().equals("HTTP/1.1")) {
      refuse(connection, 400, "Bad Request", "This is not a request of HTTP/1.1.");
    } else if (!Handshake.isKnown(request.getRequestURI())) {
      refuse(connection, 404, "Not Found", "The WebSocket is at " + SocketContainer.PATH + ".");
    } else if (request.getMethod() != Method.GET) {
      refuse(connection, 405, "Method Not Allowed", Map.of("Allow", "GET"), "Only GET is allowed.");
    } else if (!UpgradeRequest.WEBSOCKET.equalsIgnoreCase(request.getHeader("Upgrade"))) {
      refuse(
          connection,
          426,
          "Upgrade Required",
          Map.of("Upgrade", "websocket", "Connection", "Upgrade, close"),
          "This is a WebSocket: open it with a WebSocket client.");
    } else {
      return negotiate(connection, handshakeOf(connection, request));
    }
    return null;
  }

  /** Lets Tyrus look first: a ticket must not be spent on what is no handshake. */
  private @Nullable Supplier<Runnable> negotiate(NIOConnection connection, Handshake handshake) {
    TyrusUpgradeResponse response = new TyrusUpgradeResponse();
    UpgradeInfo upgrade = container.getWebSocketEngine().upgrade(tyrusRequest(handshake), response);
    Map<String, String> headers = new TreeMap<>();
    response.getHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
    if (upgrade.getStatus() != UpgradeStatus.SUCCESS || response.getStatus() != 101) {
      boolean version = response.getStatus() == 426;
      refuse(
          connection,
          version ? 426 : 400,
          version ? "Upgrade Required" : "Bad Request",
          headers,
          version
              ? "Only version 13 of the WebSocket protocol is spoken here."
              : "This is not a whole WebSocket handshake: see RFC 6455, section 4.2.1.");
      return null;
    }
    Consumer<Object> opening =
        context ->
            open(connection, handshake.peer(), HttpAnswer.switching(headers), upgrade, context);
    Admission admission = events.admit(handshake);
    if (admission instanceof Admission.Waits(var decide)) {
      return () -> {
        Admission decided = decide.get();
        return () -> settle(connection, decided, opening);
      };
    }
    settle(connection, admission, opening);
    return null;
  }

  private static void settle(
      NIOConnection connection, Admission admission, Consumer<Object> opening) {
    switch (admission) {
      case Admission.Accepted(Object context) -> opening.accept(context);
      case Admission.Refused(int status, String reason) when status == 503 ->
          refuse(connection, 503, "Service Unavailable", Map.of("Retry-After", "1"), reason);
      case Admission.Refused(_, String reason) -> refuse(connection, 403, "Forbidden", reason);
      case Admission.Waits _ -> throw new IllegalStateException("who was asked must decide");
    }
  }

  private void open(
      NIOConnection connection,
      InetAddress peer,
      HttpAnswer answer,
      UpgradeInfo upgrade,
      Object context) {
    // Known to the first filter before anything can fail, so that its end is told in any case.
    SocketConnection socket = new SocketConnection(connection, resources, peer);
    SocketFilter.upgraded(connection, socket, resources);
    forgetRequest(connection);
    if (!connection.isOpen()) {
      // It went while somebody was asked who it is, so nobody else will tell the end.
      socket.gone();
    }
    try {
      socket.write(answer.encoded());
      socket.readBy(
          ScopedValue.where(SocketEndpoint.OPENING, socket)
              .call(() -> upgrade.createConnection(new TyrusReplies(socket), _ -> {})));
      socket.tell(events.opened(socket, context));
    } catch (RuntimeException | Error e) {
      log.error("A session could not be opened; its connection is cut", e);
      connection.terminateSilently();
    }
  }

  /** The codec keeps an upgraded connection's request for good, at some 10 KB each. */
  private static void forgetRequest(NIOConnection connection) {
    connection.getAttributes().removeAttribute(HttpServerFilter.HTTP_SERVER_REQUEST_ATTR_NAME);
  }

  private static Handshake handshakeOf(NIOConnection connection, HttpRequestPacket request) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : request.getHeaders().names()) {
      List<String> values = headers.computeIfAbsent(name, _ -> new ArrayList<>());
      request.getHeaders().values(name).forEach(values::add);
    }
    String query = request.getQueryString();
    InetAddress peer = ((InetSocketAddress) connection.getPeerAddress()).getAddress();
    return new Handshake(request.getRequestURI(), query == null ? "" : query, headers, peer);
  }

  private static RequestContext tyrusRequest(Handshake handshake) {
    RequestContext request =
        RequestContext.Builder.create()
            .requestURI(ENDPOINT)
            .parameterMap(Map.of())
            .tyrusProperties(Map.of())
            .build();
    for (String name : TOLD) {
      List<String> values = handshake.headers().get(name);
      if (values != null) {
        request.getHeaders().put(name, listed(values));
      }
    }
    return request;
  }

  private static List<String> listed(List<String> lines) {
    List<String> items = new ArrayList<>();
    for (String line : lines) {
      for (String item : line.split(",", -1)) {
        items.add(item.strip());
      }
    }
    return items;
  }

  private static void refuse(NIOConnection connection, int status, String phrase, String why) {
    refuse(connection, status, phrase, Map.of(), why);
  }

  private static void refuse(
      NIOConnection connection,
      int status,
      String phrase,
      Map<String, String> headers,
      String why) {
    refuse(connection, HttpAnswer.refusal(status, phrase, headers, why));
  }

  /** Sends the answer and closes the connection behind it. */
  static void refuse(NIOConnection connection, HttpAnswer answer) {
    connection.write(
        Buffers.wrap(connection.getMemoryManager(), answer.encoded()),
        new EmptyCompletionHandler<WriteResult<Buffer, SocketAddress>>() {
          @Override
          public void completed(WriteResult<Buffer, SocketAddress> result) {
            Farewell.close(connection);
          }

          @Override
          public void failed(Throwable gone) {
            connection.terminateSilently();
          }
        });
  }

  /** What Tyrus itself sends goes the way of everything else. */
  private static final class TyrusReplies extends Writer {

    private final SocketConnection socket;

    TyrusReplies(SocketConnection socket) {
      this.socket = socket;
    }

    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> handler) {
      socket.reply(frame);
      handler.completed(frame);
    }

    @Override
    public void close() throws IOException {
      socket.finished();
    }
  }
}
