package dev.ringside.push;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * The first filter, before the HTTP codec. Of a new connection it lets through one whole request
 * head, and in time; what follows the upgrade it takes to the {@link SocketConnection}, past the
 * codec. So the codec keeps nothing, and a frame in the segment of the handshake is not lost.
 *
 * <p>Stateless; a connection's {@link Phase} is its attribute.
 */
final class SocketFilter extends BaseFilter {

  /** The longest request head that is read. */
  static final int MAX_HEAD_BYTES = 16 * 1024;

  private static final Attribute<Phase> PHASE =
      Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(SocketFilter.class.getName());

  /** How far a connection is; one that is a WebSocket is at its socket. */
  sealed interface Phase permits Waiting, Answering, SocketConnection {}

  /** The request has not come yet. The deadline cuts the connection. */
  record Waiting(Future<?> deadline) implements Phase {}

  /** The request came and is being answered, by a refusal unless it turns into a socket. */
  record Answering(Future<?> deadline) implements Phase {}

  private final SocketResources resources;

  SocketFilter(SocketResources resources) {
    this.resources = resources;
  }

  /** From now on the connection is this socket, and under no deadline. */
  static void upgraded(
      NIOConnection connection, SocketConnection socket, SocketResources resources) {
    if (PHASE.get(connection) instanceof Answering(Future<?> deadline)) {
      deadline.cancel(false);
      resources.shakenHands();
    }
    PHASE.set(connection, socket);
  }

  @Override
  public NextAction handleAccept(FilterChainContext ctx) throws IOException {
    NIOConnection connection = (NIOConnection) ctx.getConnection();
    if (!resources.arrived()) {
      connection.terminateSilently();
      return ctx.getStopAction();
    }
    // The system would hold up to 4 MiB for a reader that is slow.
    SocketOption<Integer> sendBuffer = StandardSocketOptions.SO_SNDBUF;
    ((SocketChannel) connection.getChannel())
        .setOption(sendBuffer, resources.options().maxPendingBytes());
    Future<?> deadline =
        resources
            .clock()
            .schedule(
                connection::terminateSilently,
                resources.options().handshakeTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    PHASE.set(connection, new Waiting(deadline));
    return ctx.getInvokeAction();
  }

  @Override
  public NextAction handleRead(FilterChainContext ctx) {
    return switch (PHASE.get(ctx.getConnection())) {
      case SocketConnection socket -> {
        Buffer arrived = ctx.getMessage();
        socket.received(arrived.toByteBuffer());
        arrived.tryDispose();
        yield ctx.getStopAction();
      }
      case Waiting(Future<?> deadline) -> readHead(ctx, deadline);
      case Answering _ -> {
        Buffer dropped = ctx.getMessage();
        dropped.tryDispose();
        yield ctx.getStopAction();
      }
      case null -> ctx.getStopAction();
    };
  }

  @Override
  public NextAction handleClose(FilterChainContext ctx) {
    switch (PHASE.get(ctx.getConnection())) {
      case SocketConnection socket -> socket.gone();
      case Waiting(Future<?> deadline) -> gone(ctx, deadline);
      case Answering(Future<?> deadline) -> gone(ctx, deadline);
      case null -> {}
    }
    return ctx.getInvokeAction();
  }

  private void gone(FilterChainContext ctx, Future<?> deadline) {
    deadline.cancel(false);
    // What is answered late must not count this again.
    PHASE.remove(ctx.getConnection());
    resources.shakenHands();
  }

  private static NextAction readHead(FilterChainContext ctx, Future<?> deadline) {
    Buffer arrived = ctx.getMessage();
    int end = endOfHead(arrived);
    if (end < 0 && arrived.remaining() < MAX_HEAD_BYTES) {
      return ctx.getStopAction(arrived);
    }
    PHASE.set(ctx.getConnection(), new Answering(deadline));
    if (end < 0 || end - arrived.position() > MAX_HEAD_BYTES) {
      arrived.tryDispose();
      HandshakeFilter.refuse(
          (NIOConnection) ctx.getConnection(),
          HttpAnswer.refusal(
              431,
              "Request Header Fields Too Large",
              Map.of(),
              "The request's head is longer than " + MAX_HEAD_BYTES + " bytes."));
      return ctx.getStopAction();
    }
    if (end == arrived.limit()) {
      return ctx.getInvokeAction();
    }
    // Comes back to this filter once the head has been dealt with.
    Buffer rest = arrived.split(end);
    return ctx.getInvokeAction(rest);
  }

  /** Where the empty line behind the head ends, or -1. */
  private static int endOfHead(Buffer buffer) {
    for (int i = buffer.position() + 3; i < buffer.limit(); i++) {
      if (buffer.get(i) == '\n'
          && buffer.get(i - 1) == '\r'
          && buffer.get(i - 2) == '\n'
          && buffer.get(i - 3) == '\r') {
        return i + 1;
      }
    }
    return -1;
  }
}
