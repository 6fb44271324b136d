package dev.ringside.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, and what it is doing.
 *
 * <p>Everything here happens on the connection's selector thread, with two exceptions: the thread
 * that sends an answer says {@link #flushing}, and the clock reads phase and time. Hence both are
 * volatile, the time is written first and read last.
 */
final class Peer {

  /** What a connection can be doing. */
  enum Phase {
    /** Between two requests. */
    IDLE,
    /** A request's line and headers are arriving. */
    HEAD,
    /** A request's body is arriving. */
    BODY,
    /** A request is being answered. */
    BUSY,
    /** The answer is written and waits for the client to take it. */
    FLUSH,
    /** The last answer is out; what still comes in is thrown away until the client closes. */
    LEAVING
  }

  /** The property of a request under which JAX-RS filters find the connection that it came by. */
  static final String PROPERTY = "dev.ringside.http.peer";

  private static final Attribute<Peer> ATTRIBUTE =
      Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("dev.ringside.http.peer");

  private final NIOConnection connection;
  private final Executor home;
  private volatile long since = System.nanoTime();
  private volatile Phase phase = Phase.IDLE;
  private @Nullable Body body;
  private @Nullable Exchange exchange;
  private boolean headRead;

  private Peer(NIOConnection connection, Executor home) {
    this.connection = connection;
    this.home = home;
  }

  static Peer attach(NIOConnection connection, Executor home) {
    Peer peer = new Peer(connection, home);
    ATTRIBUTE.set(connection, peer);
    return peer;
  }

  static @Nullable Peer of(Connection<?> connection) {
    return ATTRIBUTE.get(connection);
  }

  NIOConnection connection() {
    return connection;
  }

  /** The client's address, as a text without its port. */
  String address() {
    return connection.getPeerAddress() instanceof InetSocketAddress peer
        ? peer.getAddress().getHostAddress()
        : "";
  }

  /** Runs tasks on this connection's selector thread; shared by all connections of that thread. */
  Executor home() {
    return home;
  }

  Phase phase() {
    return phase;
  }

  /** How long nothing has moved in this phase, in nanoseconds. */
  long age() {
    return System.nanoTime() - since;
  }

  /** The body that is arriving, if one is. */
  @Nullable Body body() {
    return body;
  }

  /** The exchange whose body is still arriving, if one is served already. */
  @Nullable Exchange exchange() {
    return exchange;
  }

  /** A request is served whose body is still arriving. */
  void serving(Exchange early) {
    exchange = early;
    busy();
  }

  /** The body of the request that is served has arrived, or never will. */
  void received() {
    exchange = null;
  }

  /** Whether the head of the request that is arriving was read to its end. */
  boolean isHeadRead() {
    return headRead;
  }

  void headRead() {
    headRead = true;
  }

  void head() {
    headRead = false;
    enter(Phase.HEAD);
  }

  void reading(Body arriving) {
    body = arriving;
    enter(Phase.BODY);
  }

  void busy() {
    body = null;
    enter(Phase.BUSY);
  }

  void flushing() {
    enter(Phase.FLUSH);
  }

  void idle() {
    enter(Phase.IDLE);
  }

  /**
   * Ends a connection so that the client still reads the last answer: closing at once, with bytes
   * of it unread, would send a reset that overtakes the answer.
   */
  void leave() {
    body = null;
    enter(Phase.LEAVING);
    if (connection.getChannel() instanceof SocketChannel channel) {
      try {
        channel.shutdownOutput();
      } catch (IOException e) {
        cut();
      }
    }
  }

  /** Ends a connection at once. */
  void cut() {
    connection.terminateSilently();
  }

  private void enter(Phase next) {
    since = System.nanoTime();
    phase = next;
  }
}
