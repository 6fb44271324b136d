package dev.ringside.http;

import dev.ringside.config.StartException;
import dev.ringside.identity.Origins;
import dev.ringside.identity.Proxies;
import dev.ringside.metrics.Metrics;
import dev.ringside.tls.Tls;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side: Jersey on Grizzly, with the web pages beside it. Every error, from a broken first
 * line to a resource that fails, is a problem document.
 *
 * <p>A request passes {@link Connections} (who is there, and for how long), {@link Codec} (HTTP),
 * {@link BodyFilter} (the whole body or none, but for streams of lines) and {@link Dispatch} (who
 * answers, on which thread). Safe for any thread.
 */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final TCPNIOTransport transport;
  private final InetSocketAddress address;
  private final Connections connections;
  private final JerseyContainer container;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * What a server needs to know.
   *
   * @param host the address to listen on
   * @param port 0 picks a free one
   * @param maxConnections how many there may be at a time; 0 for any number
   * @param maxBodyBytes the largest body
   * @param maxListBodyBytes the largest body of {@code POST /api/notifications}
   * @param bodyTimeout how long a head, a body or the taking of an answer may stall
   * @param idleTimeout how long a connection may wait for its next request
   */
  public record Options(
      String host,
      int port,
      int maxConnections,
      int maxBodyBytes,
      int maxListBodyBytes,
      Duration bodyTimeout,
      Duration idleTimeout) {}

  /**
   * What a server needs of the rest of the node.
   *
   * @param metrics where answers are counted
   * @param origins whose pages may read what is answered
   * @param proxies who is believed about where a request comes from
   * @param tls what connections are made by
   * @param pages what browsers are told about pages
   */
  public record Parts(
      Metrics metrics, Origins origins, Proxies proxies, Tls tls, PageHeaders pages) {}

  private HttpServer(
      TCPNIOTransport transport,
      InetSocketAddress address,
      Connections connections,
      JerseyContainer container) {
    this.transport = transport;
    this.address = address;
    this.connections = connections;
    this.container = container;
  }

  /**
   * Starts serving.
   *
   * @param resources instances of JAX-RS resources and providers, shared by all requests
   * @throws StartException if it cannot listen where it should
   */
  public static HttpServer start(Options options, Parts parts, Collection<?> resources) {
    var container = new JerseyContainer(resources);
    var connections =
        new Connections(
            new Connections.Limits(
                options.maxConnections(), options.bodyTimeout(), options.idleTimeout()),
            parts);
    TCPNIOTransport transport = transport();
    var dispatch = new Dispatch(container, new StaticFiles(parts.pages()));
    transport.setProcessor(
        FilterChainBuilder.stateless()
            .add(new TransportFilter())
            .addAll(parts.tls().filters(Connections::greeted))
            .add(connections)
            .add(new Codec(connections))
            .add(
                new BodyFilter(
                    connections, options.maxBodyBytes(), options.maxListBodyBytes(), dispatch))
            .add(dispatch)
            .build());
    try {
      TCPNIOServerConnection listener = transport.bind(options.host(), options.port());
      transport.start();
      var address = (InetSocketAddress) listener.getLocalAddress();
      return new HttpServer(transport, address, connections, container);
    } catch (IOException | RuntimeException e) {
      connections.stop();
      container.stop();
      throw new StartException(whyNot(options, e), e);
    }
  }

  private static TCPNIOTransport transport() {
    return TCPNIOTransportBuilder.newInstance()
        .setSelectorHandler(new PlainSelectorHandler())
        .setIOStrategy(new OneRequestAtATime())
        .setSelectorThreadPoolConfig(
            ThreadPoolConfig.defaultConfig().copy().setPoolName("http").setDaemon(true))
        .setTcpNoDelay(true)
        .setReuseAddress(true)
        .setSelectorRunnersCount(selectors())
        .build();
  }

  /** One thread a core reads, but few enough that answers of one batch still share a home. */
  private static int selectors() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
  }

  private static String whyNot(Options options, Exception e) {
    String where = options.host() + ":" + options.port();
    return e instanceof BindException
        ? "Cannot listen for HTTP on "
            + where
            + ": the port is in use, or the address is not this machine's. Stop what uses it, or"
            + " set RINGSIDE_HTTP_PORT (0 picks a free one) or RINGSIDE_HTTP_HOST."
        : "Cannot listen for HTTP on "
            + where
            + ": "
            + e
            + ". Set RINGSIDE_HTTP_HOST and RINGSIDE_HTTP_PORT.";
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Stops taking connections, lets the requests that are running finish, and closes. Each answer is
   * the last of its connection.
   *
   * @param limit how long requests may take; those that are left are cut off
   */
  public void drain(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    transport.unbindAll();
    connections.drain();
    try {
      while (connections.busy() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /** Closes at once; requests that are running are cut off. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      transport.shutdownNow();
    } catch (IOException e) {
      LOG.warn("The HTTP server did not stop cleanly.", e);
    }
    connections.stop();
    container.stop();
  }
}
