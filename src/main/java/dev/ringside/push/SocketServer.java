package dev.ringside.push;

import dev.ringside.config.StartException;
import dev.ringside.tls.Tls;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that browsers open their WebSockets on: Tyrus over a Grizzly transport that does nothing
 * else. Every connection is served by one of few selector threads, which nothing may block.
 */
public final class SocketServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SocketServer.class);

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

  /**
   * How the server listens and what a connection may cost.
   *
   * @param host the address to bind, and no other
   * @param port the port; 0 picks one
   * @param maxFrameBytes the most bytes of one message, however it is cut into frames
   * @param maxPendingBytes from how many unsent bytes on a connection takes no more; the operating
   *     system keeps about as many again
   * @param closeGrace how long a peer may take to answer a close frame
   * @param maxHandshakes how many connections may be no socket yet; 0 for any number
   * @param handshakeTimeout how long a connection may take from its opening to its whole request
   * @param selectorThreads how many threads serve all connections
   */
  public record Options(
      String host,
      int port,
      int maxFrameBytes,
      int maxPendingBytes,
      Duration closeGrace,
      int maxHandshakes,
      Duration handshakeTimeout,
      int selectorThreads) {

    /** The usual limits: 64 KiB each, 1 s, 10,000, 10 s, and a thread for each processor. */
    public static Options on(String host, int port) {
      return new Options(
          host,
          port,
          64 * 1024,
          64 * 1024,
          Duration.ofSeconds(1),
          10_000,
          Duration.ofSeconds(10),
          Runtime.getRuntime().availableProcessors());
    }
  }

  private final TCPNIOTransport transport;
  private final TCPNIOServerConnection listening;
  private final SocketContainer container;
  private final SocketResources resources;

  private SocketServer(
      TCPNIOTransport transport,
      TCPNIOServerConnection listening,
      SocketContainer container,
      SocketResources resources) {
    this.transport = transport;
    this.listening = listening;
    this.container = container;
    this.resources = resources;
  }

  /**
   * Opens the port, with everything behind it ready.
   *
   * @throws StartException if the address cannot be had
   */
  static SocketServer start(Options options, Tls tls, SocketEvents events, SocketCounts counts) {
    SocketContainer container = SocketContainer.started();
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("ringside-socket-clock").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    clock.setRemoveOnCancelPolicy(true);
    SocketResources resources = SocketResources.of(options, clock, counts);
    TCPNIOTransport transport = transport(options);
    transport.setProcessor(
        FilterChainBuilder.stateless()
            .add(new TransportFilter())
            .addAll(tls.filters(_ -> {}))
            .add(new SocketFilter(resources))
            .add(httpCodec())
            .add(new HandshakeFilter(resources, container, events))
            .build());
    try {
      TCPNIOServerConnection listening = transport.bind(options.host(), options.port());
      transport.start();
      return new SocketServer(transport, listening, container, resources);
    } catch (IOException | RuntimeException e) {
      clock.shutdownNow();
      container.stop();
      stop(transport);
      throw new StartException(whyNotBound(options, e), e);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalAddress();
  }

  /** How many sockets are open, or closing. */
  public int connections() {
    return resources.open().get();
  }

  /** Takes no more connections. Those that are there go on. */
  public void stopAccepting() {
    transport.unbind(listening);
  }

  /**
   * Takes no more connections and cuts those that are there; each listener is told before this
   * returns. Who wants to part politely closes them first. Takes two seconds at most, and as a rule
   * milliseconds.
   */
  @Override
  public void close() {
    stopAccepting();
    stop(transport);
    awaitTheLast();
    container.stop();
    resources.clock().shutdownNow();
  }

  /** The selector threads end by themselves, each telling the listeners of its connections. */
  private void awaitTheLast() {
    long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
    while (connections() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static TCPNIOTransport transport(Options options) {
    TCPNIOTransport transport =
        TCPNIOTransportBuilder.newInstance()
            .setName("ringside-socket")
            .setIOStrategy(SameThreadIOStrategy.getInstance())
            .setSelectorRunnersCount(options.selectorThreads())
            .setSelectorThreadPoolConfig(
                ThreadPoolConfig.defaultConfig()
                    .setPoolName("ringside-socket")
                    .setCorePoolSize(options.selectorThreads())
                    .setMaxPoolSize(options.selectorThreads()))
            .setReadBufferSize(16 * 1024)
            .setTcpNoDelay(true)
            .setKeepAlive(true)
            .build();
    transport
        .getAsyncQueueIO()
        .getWriter()
        .setMaxPendingBytesPerConnection(options.maxPendingBytes() / 2);
    return transport;
  }

  /** Without keep-alive it stores nothing with a connection beyond the request. */
  @SuppressWarnings("deprecation") // There is no other way to make one.
  private static HttpServerFilter httpCodec() {
    return new HttpServerFilter(false, SocketFilter.MAX_HEAD_BYTES, null, null);
  }

  private static String whyNotBound(Options options, Exception cause) {
    String address = options.host() + ":" + options.port();
    boolean taken =
        cause instanceof BindException
            && cause.getMessage() != null
            && cause.getMessage().contains("already in use");
    return taken
        ? "The port of the WebSocket, "
            + address
            + ", is in use by another program. Stop that one, or set RINGSIDE_SOCKET_PORT to a"
            + " free port (0 picks one)."
        : "The WebSocket cannot listen on "
            + address
            + ": "
            + cause.getMessage()
            + ". Check RINGSIDE_SOCKET_HOST and RINGSIDE_SOCKET_PORT.";
  }

  private static void stop(TCPNIOTransport transport) {
    try {
      transport.shutdownNow();
    } catch (IOException e) {
      log.warn("The WebSocket's port did not stop cleanly", e);
    }
  }
}
