package dev.ringside.http;

import dev.ringside.tls.Farewell;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.IOEvent;
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
    /** TLS is being agreed on. */
    GREETING,
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

  private static final Attribute<Peer> ATTRIBUTE =
      Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("dev.ringside.http.peer");

  private final NIOConnection connection;
  private final InetAddress address;
  private final Executor home;
  private volatile long since = System.nanoTime();
  private volatile Phase phase = Phase.IDLE;
  private @Nullable Body body;
  private @Nullable Exchange exchange;
  private boolean headRead;
  private boolean answering;
  private boolean heldBack;

  private Peer(NIOConnection connection, InetAddress address, Executor home) {
    this.connection = connection;
    this.address = address;
    this.home = home;
  }

  /**
   * A new connection's.
   *
   * @param address where it comes from
   */
  static Peer attach(NIOConnection connection, InetAddress address, Executor home) {
    Peer peer = new Peer(connection, address, home);
    ATTRIBUTE.set(connection, peer);
    return peer;
  }

  static @Nullable Peer of(Connection<?> connection) {
    return ATTRIBUTE.get(connection);
  }

  NIOConnection connection() {
    return connection;
  }

  /** Where the connection comes from, which may be a proxy. */
  InetAddress address() {
    return address;
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

  /** Before anything else, TLS has to be agreed on. */
  void greeting() {
    enter(Phase.GREETING);
  }

  /** TLS is agreed on; not for the first time where the keys are changed later. */
  void greeted() {
    if (phase == Phase.GREETING) {
      idle();
    }
  }

  /** Nothing more is to be read, until {@link #readOn}. */
  void readNoMore() {
    answering = true;
  }

  /** What the client sends next may be read, if it has sent it already. */
  void readOn() throws IOException {
    answering = false;
    if (heldBack) {
      heldBack = false;
      connection.enableIOEvent(IOEvent.READ);
    }
  }

  /** Whether what the client has sent is to be left where it is; asks for it no more if so. */
  boolean holdsBack() throws IOException {
    if (answering && !heldBack) {
      heldBack = true;
      connection.disableIOEvent(IOEvent.READ);
    }
    return answering;
  }

  /** Whether nothing of a request has come yet. */
  boolean isBetweenRequests() {
    return phase == Phase.IDLE || phase == Phase.GREETING;
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
    Farewell.say(connection, this::hangUp);
  }

  private void hangUp() {
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
